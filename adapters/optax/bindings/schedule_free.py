"""optax.contrib.schedule_free_adamw with a learning rate that is a number: its warm-up is off by one against itself.

The weights of its average are kept in the dtype of the parameters.
"""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given
from goldstep.adapters.xla import rounding


def make(lr, h, variant):
    rate = {} if lr is None else {"learning_rate": lr}
    names = {"b1": "beta1", "b2": "beta2", "eps": "eps", "weight_decay": "weight_decay"}
    return optax.contrib.schedule_free_adamw(**rate, **given(h, **names))


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"v": "nu", "z": "z", "lr_max": "max_lr", "weight_sum": "weight_sum"},
    contract=rounding(coefficients="working", scalars="working"),
    unscheduled=("optax-0.2.8",),  # it asks for the rates of two counts: reproducers/schedule_free_warm_up.py
)
