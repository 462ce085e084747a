"""optax 0.2.8: the units of a tensor with three axes are not those that unitwise_norm documents.

It says that three axes are summed over, as four are; the code sums over the first alone. adaptive_grad_clip therefore
has a limit for each element of the last two axes.

Severity: high.
Clauses: none, for ADAPTIVE-GRAD-CLIP-1 has the units as they are; it is the documentation that has others.
"""

import jax.numpy as jnp
import optax

clip = optax.adaptive_grad_clip(0.5)
weights = [jnp.ones((2, 3, 4))]
gradient = [jnp.zeros((2, 3, 4)).at[0, 0, 0].set(2.0)]
clipped, _ = clip.update(gradient, clip.init(weights), weights)
print(f"a gradient of 2 beside weights of norm {24**0.5:.3f} as documented: {clipped[0][0, 0, 0]:.4f}")
print(f"the limit of that unit would be {0.5 * 24**0.5:.3f}; half of the norm of two weights is {0.5 * 2**0.5:.4f}")
