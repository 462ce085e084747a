"""optax.join_schedules of a linear, an exponential and a cosine schedule."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule


def _make(h, variant):
    lr, first, second = h["lr"], int(h["first"]), int(h["second"])
    return optax.join_schedules(
        [
            optax.linear_schedule(lr * h["start_factor"], lr, int(h["warm_up"])),
            optax.exponential_decay(lr, 1, h["gamma"]),
            optax.cosine_decay_schedule(lr, int(h["length"])),
        ],
        [first, first + second],
    )


BINDING = Schedule(variants=("optax-0.2.8",), make=_make, contract=SINGLE)
