"""optax 0.2.8: adafactor computes its decay rate in float32, whatever the precision of parameters and gradients.

Severity: medium.
Clauses: STEP-5, ADAFACTOR-3.
"""

import jax
import jax.numpy as jnp
import optax

with jax.enable_x64(True):
    transformation = optax.scale_by_factored_rms(epsilon=0.0)
    p = jnp.zeros(1, jnp.float64)
    state = transformation.init(p)
    for t in (1, 2):
        _, state = transformation.update(jnp.full(1, t - 1.0), state, p)
        should_be = (t - 1) * t**-0.8
        print(f"after step {t} the second moment is {float(state.v[0]):.16f}, and should be {should_be:.16f}")
