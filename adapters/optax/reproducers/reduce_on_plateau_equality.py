"""optax 0.2.8: reduce_on_plateau compares its count with `patience` by equality, so one beyond it never reduces.

Severity: medium.
Clauses: REDUCE-ON-PLATEAU-5.
"""

import jax.numpy as jnp
from optax.contrib import reduce_on_plateau

for waited in (1, 4):
    transformation = reduce_on_plateau(patience=2, factor=0.5, cooldown=0)
    state = transformation.init(jnp.zeros(()))._replace(best_value=jnp.asarray(0.0), plateau_count=jnp.asarray(waited))
    for _ in range(3):
        _, state = transformation.update(jnp.zeros(()), state, value=jnp.asarray(1.0))
    print(f"patience 2, {waited} steps without an improvement and three more: the scale is {state.scale:g}")
