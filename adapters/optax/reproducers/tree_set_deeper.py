"""optax 0.2.8: optax.tree.set leaves an entry alone that lies deeper than another one it sets, and says nothing.

The step counts of a scheduled wrapper and of the optimizer inside have the same name; only the outer one is set.

Severity: medium.
Clauses: none, for no clause speaks of states that are edited by hand.
"""

import jax.numpy as jnp
import optax

optimizer = optax.inject_hyperparams(optax.adam)(learning_rate=0.1)
state = optax.tree.set(optimizer.init(jnp.zeros(1)), count=jnp.asarray(5))
for path, count in optax.tree.get_all_with_path(state, "count"):
    print(f"{'.'.join(str(step) for step in path)}: {int(count)} after count=5")
