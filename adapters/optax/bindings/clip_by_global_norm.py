"""optax.clip_by_global_norm."""

import optax

from goldstep.adapters.optax.transforms import Transform

BINDING = Transform(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.clip_by_global_norm(h["max_norm"]),
    slots={},
)
