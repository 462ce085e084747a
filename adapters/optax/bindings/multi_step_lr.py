"""optax.piecewise_constant_schedule."""

import optax

from goldstep.adapters.optax.schedules import Schedule

BINDING = Schedule(
    variants=("optax-0.2.8",),
    make=lambda h, variant: optax.piecewise_constant_schedule(
        h["lr"], {int(h["milestone_1"]): h["scale_1"], int(h["milestone_2"]): h["scale_2"]}
    ),
)
