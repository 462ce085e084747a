"""optax.cosine_decay_schedule."""

import optax

from goldstep.adapters.optax.schedules import Schedule
from goldstep.adapters.optax.verbs import given

BINDING = Schedule(
    variants=("optax-0.2.8",),
    make=lambda h, variant: optax.cosine_decay_schedule(
        h["lr"], int(h["length"]), **given(h, alpha="alpha", exponent="exponent")
    ),
)
