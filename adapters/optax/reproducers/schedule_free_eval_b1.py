"""optax 0.2.8: after a change of b1, schedule_free_eval_params gives the average by the b1 that there was at first.

`inject_hyperparams` lets b1 change, and the update uses the new one. The state of schedule_free has b1, too, from which
schedule_free_eval_params reads it, and that stays as it was made (`optax/contrib/_schedule_free.py`: `b1=state.b1`).

Severity: medium.
Clauses: STEP-22.
"""

import jax.numpy as jnp
import optax
from optax.contrib import schedule_free_eval_params, schedule_free_sgd

params = jnp.ones(1)
optimizer = optax.inject_hyperparams(schedule_free_sgd)(learning_rate=0.5, b1=0.5)
state = optimizer.init(params)
for step, b1 in enumerate((0.5, 0.75, 0.75), 1):
    state.hyperparams["b1"] = jnp.asarray(b1)
    update, state = optimizer.update(jnp.ones(1), state, params)
    params = params + update
    inner = state.inner_state
    average, told = (params - (1 - b1) * inner.z) / b1, schedule_free_eval_params(inner, params)
    print(f"step {step}, b1 {b1}: average {float(average[0])}, to be evaluated {float(told[0])}")
