"""optax.join_schedules of linear_schedule, constant_schedule, and linear_schedule or cosine_decay_schedule."""

import optax

from goldstep.adapters.optax.schedules import SINGLE, Schedule
from goldstep.adapters.optax.verbs import given


def _make(h, variant):
    lr, warmup, stable, decay = h["lr"], int(h["warmup"]), int(h["stable"]), int(h["decay"])
    if variant == "optax-0.2.8-linear":
        fall = optax.linear_schedule(lr, h["ratio"] * lr, decay)
    else:
        fall = optax.cosine_decay_schedule(lr, decay, **given(h, alpha="ratio"))
    stages = [optax.linear_schedule(0.0, lr, warmup), optax.constant_schedule(lr), fall]
    return optax.join_schedules(stages, [warmup, warmup + stable])


BINDING = Schedule(variants=("optax-0.2.8-linear", "optax-0.2.8-cosine"), make=_make, contract=SINGLE)
