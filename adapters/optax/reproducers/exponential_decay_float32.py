"""optax 0.2.8: exponential_decay works in float32, so its staircase comes early where float32 loses the count.

The count in the state of every optimizer is an int32, and an int32 divided by a Python int is a float32, also where jax
computes in float64.

Severity: medium.
Clauses: STEP-5, EXPONENTIAL-LR-1.
"""

import jax
import jax.numpy as jnp
import optax

with jax.enable_x64(True):
    schedule = optax.exponential_decay(0.1, 10, 0.9)
    for dtype in (jnp.int32, jnp.int64):
        rate = schedule(jnp.asarray(7, dtype))
        print(f"{dtype.__name__} count 7: {rate.dtype} {float(rate):.17f}, and should be {0.1 * 0.9**0.7:.17f}")

size = 2**24 + 1
schedule = optax.exponential_decay(1.0, size, 0.5, staircase=True)
print(f"a stair of {size} steps: at count {size - 1} the learning rate is {float(schedule(jnp.int32(size - 1)))}")
