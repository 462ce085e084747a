"""optax.linear_schedule and optax.exponential_decay."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule


def _make(h, variant):
    low, high, steps = h["lr"], h["high"], int(h["length"])
    if variant == "optax-0.2.8":
        return optax.exponential_decay(low, steps, high / low, end_value=high)
    return optax.linear_schedule(low, high, steps)


BINDING = Schedule(variants=("paper", "optax-0.2.8-linear", "optax-0.2.8"), make=_make, contract=SINGLE)
