"""optax 0.2.8: linear_schedule is computed in float32 for an int32 count, also where jax computes in float64.

The count in the state of every optimizer is an int32, and an int32 divided by a Python int is a float32. The same holds
for warmup_constant_schedule and for the warm-up of warmup_cosine_decay_schedule, whose cosine is computed in float64.

Severity: medium.
Clauses: STEP-5, LINEAR-LR-1, WARMUP-COSINE-LR-1.
"""

import jax
import jax.numpy as jnp
import optax

with jax.enable_x64(True):
    schedule = optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=7, decay_steps=14)
    for name, f in (("linear", optax.linear_schedule(0.0, 0.1, 7)), ("warm-up", schedule)):
        for dtype in (jnp.int32, jnp.int64):
            rate = f(jnp.asarray(3, dtype))
            print(f"{name}, {dtype.__name__} count 3: {rate.dtype} {float(rate):.17f}, and should be {0.3 / 7:.17f}")
