"""optax 0.2.8: without warm-up, warmup_constant_schedule stays at its first value; without decay, the cosine raises.

Both follow from the documented "positive integer"; but zero steps of warm-up are what one sets to switch it off, and
warmup_cosine_decay_schedule takes them.
"""

import optax

print("no warm-up, constant:", optax.warmup_constant_schedule(0.0, 0.1, warmup_steps=0)(100))
print("no warm-up, cosine:", float(optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=0, decay_steps=10)(0)))
try:
    optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=10, decay_steps=10)
except ValueError as e:
    print("as many steps of warm-up as in all:", e)
