"""optax.constant_schedule."""

import optax

from goldstep.adapters.optax.schedules import Schedule

BINDING = Schedule(variants=("optax-0.2.8",), make=lambda h, variant: optax.constant_schedule(h["lr"]))
