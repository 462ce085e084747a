"""optax 0.2.8: in schedule_free the warm-up of the iterate is one step behind that of its weight in the average.

The base optimizer asks the schedule for step 0 and the average for step 1, so that the first step moves nothing and has
a weight. The counter of the average starts at 1.

Severity: high.
Clauses: SCHEDULEFREE-1.
"""

import jax.numpy as jnp
import optax

p = jnp.zeros(1)
transformation = optax.contrib.schedule_free_adamw(learning_rate=1.0, warmup_steps=4)
state = transformation.init(p)
for t in (1, 2, 3):
    before = state.z
    update, state = transformation.update(jnp.ones(1), state, p)
    p = optax.apply_updates(p, update)
    moved, rate = float(before[0] - state.z[0]), float(state.max_lr)
    print(f"step {t}: the iterate moves by {moved:.2f}, and its weight is the square of {rate:.2f}")
