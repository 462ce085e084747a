"""optax 0.2.8: contrib.reduce_on_plateau takes a negative metric that gets worse for one that gets better.

A metric must lie below (1 - rtol) times the best one, and that is above the best one where it is negative. See
https://github.com/google-deepmind/optax/pull/1767.

Severity: high.
Clauses: none, for the relative margin of REDUCE-ON-PLATEAU-2 is defined as it is, for metrics above 0.
Upstream: https://github.com/google-deepmind/optax/pull/1767.
"""

import jax
import jax.numpy as jnp
from optax.contrib import reduce_on_plateau

for metric in (1.0, -1.0):
    plateau = reduce_on_plateau(patience=2)
    state, update = plateau.init(jnp.zeros(())), jax.jit(plateau.update)
    for step in range(20):
        _, state = update(jnp.zeros(()), state, value=metric + 0.00001 * step)
    best, scale = float(state.best_value), float(state.scale)
    print(f"20 metrics that get worse from {metric} on: scale {scale:g}, best metric {best:g}")
