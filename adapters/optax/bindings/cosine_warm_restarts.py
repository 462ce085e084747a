"""optax.sgdr_schedule, a list of cycles with warm-up; these have none."""

import optax

from goldstep.adapters.optax.schedules import Schedule


def _cycles(h):
    for i in range(int(h["cycles"])):
        yield {
            "init_value": h["lr"],
            "peak_value": h["lr"],
            "warmup_steps": 0,
            "decay_steps": int(h["first"]) * int(h["growth"]) ** i,
            **({"end_value": h["alpha"] * h["lr"]} if "alpha" in h else {}),
        }


BINDING = Schedule(
    variants=("optax-0.2.8",),
    make=lambda h, variant: optax.sgdr_schedule(list(_cycles(h))),
    unreadable=("t_cur", "t_i", "cycle"),
    constant=("first", "growth", "cycles"),  # with others, the count would lie elsewhere in the cycles
)
