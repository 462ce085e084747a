"""optax 0.2.8: clip_by_global_norm makes a gradient 0 whose squares overflow in its own dtype.

In float16 that is every gradient with a norm of 256 or more, which clipping is there for: the squares are added up in
float16, whose largest number is 65504. In float32 it takes a norm of 1.9e19.

Severity: medium.
Clauses: CLIP-BY-GLOBAL-NORM-1, CLIP-BY-GLOBAL-NORM-3.
"""

import jax.numpy as jnp
import optax

clip = optax.clip_by_global_norm(1.0)
for size, dtype in ((100.0, jnp.float16), (300.0, jnp.float16), (1e25, jnp.float32)):
    gradient = [jnp.full(2, size, dtype)]
    clipped, _ = clip.update(gradient, clip.init(gradient))
    print(f"in {dtype.__name__} ({size:g}, {size:g}) is clipped to {clipped[0].tolist()}")
