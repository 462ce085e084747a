"""optax 0.2.8: without warm-up, warmup_constant_schedule stays at its first value; without decay, the cosine raises.

Zero steps of warm-up are what one sets to switch it off, and warmup_cosine_decay_schedule takes them.

Documented: warmup_steps is a "positive integer", and so is the length of the decay.

Severity: medium.
Clauses: WARMUP-LR-1.
"""

import optax

print("no warm-up, constant:", optax.warmup_constant_schedule(0.0, 0.1, warmup_steps=0)(100))
print("no warm-up, cosine:", float(optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=0, decay_steps=10)(0)))
try:
    optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=10, decay_steps=10)
except ValueError as e:
    print("as many steps of warm-up as in all:", e)
