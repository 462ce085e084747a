"""optax.exponential_decay."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule
from goldstep.adapters.optax.verbs import given

BINDING = Schedule(
    variants=("optax-0.2.8", "optax-0.2.8-staircase", "optax-0.2.8-end"),
    make=lambda h, variant: optax.exponential_decay(
        h["lr"],
        int(h["steps"]),
        h["gamma"],
        **given(h, int, transition_begin="begin"),
        staircase=variant == "optax-0.2.8-staircase",
        end_value=h.get("end_value"),
    ),
    contract=SINGLE,
)
