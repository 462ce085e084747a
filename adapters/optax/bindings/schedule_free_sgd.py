"""optax.contrib.schedule_free_sgd with a learning rate that is a number, as in Schedule-Free AdamW."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given
from goldstep.adapters.xla import rounding


def make(lr, h, variant):
    rate = {} if lr is None else {"learning_rate": lr}
    return optax.contrib.schedule_free_sgd(**rate, **given(h, b1="beta", weight_decay="weight_decay"))


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"z": "z", "lr_max": "max_lr", "weight_sum": "weight_sum"},
    contract=rounding(coefficients="working", scalars="working"),
    unscheduled=("optax-0.2.8",),  # it asks for the rates of two counts: reproducers/schedule_free_warm_up.py
)
