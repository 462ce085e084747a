"""optax 0.2.8: lbfgs begins with one array in two places of its state, so a step cannot be jitted with donated buffers.

Adam, for one, can; a copy of the state helps.

Severity: low.
Clauses: none, for no clause speaks of donated buffers.
"""

import jax
import jax.numpy as jnp
import optax

for name, transformation in (("adam", optax.adam(0.1)), ("lbfgs", optax.lbfgs(0.1, linesearch=None))):
    for copied in (False, True):
        params = jnp.ones(3)
        state = transformation.init(params)
        state = jax.tree.map(jnp.copy, state) if copied else state

        def step(params, state, gradient, transformation=transformation):
            updates, state = transformation.update(gradient, state, params)
            return optax.apply_updates(params, updates), state

        try:
            params, _ = jax.jit(step, donate_argnums=(0, 1))(params, state, jnp.ones(3))
            shown = f"moves to {params[0]:g}"
        except Exception as error:
            shown = str(error).split("(")[0]
        print(f"{name}, state {'copied' if copied else 'as it begins'}: {shown}")
