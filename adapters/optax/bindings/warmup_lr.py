"""optax.warmup_constant_schedule."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule

BINDING = Schedule(
    variants=("paper", "optax-0.2.8"),
    make=lambda h, variant: optax.warmup_constant_schedule(h["init"], h["lr"], int(h["warmup"])),
    contract=SINGLE,
)
