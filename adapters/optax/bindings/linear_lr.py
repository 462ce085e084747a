"""optax.linear_schedule."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule
from goldstep.adapters.optax.verbs import given

BINDING = Schedule(
    variants=("optax-0.2.8",),
    make=lambda h, variant: optax.linear_schedule(
        h["lr"], h["end"], int(h["length"]), **given(h, int, transition_begin="begin")
    ),
    contract=SINGLE,
)
