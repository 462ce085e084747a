"""optax.adaptive_grad_clip."""

import optax

from goldstep.adapters.optax.transforms import Transform

BINDING = Transform(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.adaptive_grad_clip(h["clipping"], h["eps"]),
    slots={},
    inputs=("g", "w"),
)
