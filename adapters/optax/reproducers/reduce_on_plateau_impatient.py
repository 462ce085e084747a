"""optax 0.2.8: contrib.reduce_on_plateau without patience reduces the learning rate where the metric improves.

The count of steps without improvement must equal the patience. With a patience of 0 it does so exactly after an
improvement, and never after a step without one.

Severity: medium.
Clauses: REDUCE-ON-PLATEAU-5.
"""

import jax.numpy as jnp
from optax.contrib import reduce_on_plateau

plateau = reduce_on_plateau(factor=0.5, patience=0)
state = plateau.init(jnp.zeros(()))
for metric in (8.0, 8.0, 8.0, 4.0, 2.0, 2.0):
    _, state = plateau.update(jnp.zeros(()), state, value=metric)
    print(f"metric {metric}: scale {float(state.scale)}")
