"""optax 0.2.8: contrib.adopt with eps=0 is NaN from its first step: it divides by moments that are zero.

Severity: low.
Clauses: ADOPT-3.
"""

import jax.numpy as jnp
import optax.contrib

for eps in (1e-6, 0.0):
    params = jnp.array([1.0, 1.0])
    optimizer = optax.contrib.adopt(0.1, eps=eps, use_clipping=False)
    state = optimizer.init(params)
    for t in (1, 2):
        updates, state = optimizer.update(jnp.array([1.0, 2.0]), state, params)
        params = optax.apply_updates(params, updates)
        print(f"eps={eps:g}: after step {t} the parameters are {params.tolist()}")
