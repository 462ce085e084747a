"""optax.exponential_decay with a staircase."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule

BINDING = Schedule(
    variants=("closed",),
    make=lambda h, variant: optax.exponential_decay(h["lr"], int(h["step_size"]), h["gamma"], staircase=True),
    contract=SINGLE,
)
