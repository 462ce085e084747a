"""optax 0.2.8: adadelta with its default learning rate None moves along the gradient instead of against it.

Severity: high.
Clauses: ADADELTA-7.
"""

import jax.numpy as jnp
import optax

gradient = jnp.ones(1)
for rate in (None, 1.0):
    transformation = optax.adadelta(learning_rate=rate)
    update, _ = transformation.update(gradient, transformation.init(gradient), gradient)
    print(f"learning_rate={rate}: the update for gradient +1 is {float(update[0]):+.6f}")
