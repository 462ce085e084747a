"""optax.adaptive_grad_clip."""

import optax

from goldstep.adapters.optax.transforms import Transform
from goldstep.adapters.optax.verbs import given

BINDING = Transform(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.adaptive_grad_clip(h["clipping"], **given(h, eps="eps")),
    slots={},
    inputs=("g", "w"),
)
