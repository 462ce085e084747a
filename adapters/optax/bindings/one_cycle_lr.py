"""optax.cosine_onecycle_schedule and optax.linear_onecycle_schedule.

They take parts of the length and round their products with it down; the parts here are those that hit the middle.
"""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule
from goldstep.adapters.optax.verbs import given


def make(h, variant):
    length, divs = int(h["length"]), given(h, div_factor="div", final_div_factor="final_div")
    rise = (h["rise"] + 0.5) / length
    if variant == "optax-0.2.8":
        return optax.cosine_onecycle_schedule(length, h["lr"], rise, **divs)
    return optax.linear_onecycle_schedule(length, h["lr"], rise, (h["turn"] + 0.5) / length, **divs)


BINDING = Schedule(variants=("optax-0.2.8", "optax-0.2.8-linear"), make=make, contract=SINGLE)
