"""optax 0.2.8: after one gradient that is NaN, MultiSteps is stuck, though its inner optimizer skips such gradients.

At the end of a window what was gathered is multiplied by 0 to clear it, and 0 * NaN is NaN.

Severity: medium.
Clauses: STEP-16, GRADIENT-ACCUMULATION-4.
"""

import jax.numpy as jnp
import optax

params = jnp.zeros(1)
optimizer = optax.MultiSteps(optax.apply_if_finite(optax.sgd(1.0), 100), every_k_schedule=2)
state = optimizer.init(params)
for window, gradient in enumerate((jnp.nan, 1.0, 1.0), 1):
    for _ in range(2):
        update, state = optimizer.update(jnp.full(1, gradient), state, params)
    gathered = float(state.acc_grads[0])
    print(f"window {window}, gradients {gradient}: update {float(update[0])}, gathered afterwards {gathered}")
