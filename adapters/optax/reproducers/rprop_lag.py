"""optax 0.2.8: rprop applies each move a step late; the first step moves nothing, and a kept move can be lost.

With step size 0.1 and gradients +1, +1, -1, +1 the moves must be -0.1, -0.12, none for the change of sign, and -0.06.

Severity: high.
Clauses: RPROP-6.
Upstream: https://github.com/google-deepmind/optax/pull/1725.
"""

import jax.numpy as jnp
import optax

transformation = optax.rprop(0.1)
params = jnp.zeros(1)
state = transformation.init(params)
for gradient, due in ((1.0, "-0.10"), (1.0, "-0.12"), (-1.0, "+0.00"), (1.0, "-0.06")):
    update, state = transformation.update(jnp.full(1, gradient), state, params)
    remembered = -float(state[0].prev_updates[0])
    print(f"gradient {gradient:+.0f}: moves {float(update[0]):+.2f}, is due {due}, remembers {remembered:+.2f}")
