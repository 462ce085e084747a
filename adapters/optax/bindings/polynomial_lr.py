"""optax.polynomial_schedule."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule

BINDING = Schedule(
    variants=("optax-0.2.8",),
    make=lambda h, variant: optax.polynomial_schedule(h["lr"], h["end"], h["exponent"], int(h["length"])),
    contract=SINGLE,
)
