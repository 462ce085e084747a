"""optax.contrib.schedule_free_adamw with a learning rate that is a number: its warm-up is off by one against itself.

The weights of its average are kept in the dtype of the parameters.
"""

import optax

from goldstep.adapters.contract import Contract
from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.contrib.schedule_free_adamw(
        lr, b1=h["beta1"], b2=h["beta2"], eps=h["eps"], weight_decay=h["weight_decay"]
    )


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"v": "nu", "z": "z", "lr_max": "max_lr", "weight_sum": "weight_sum"},
    contract=Contract(coefficients="working", scalars="working", flushes_subnormals=True),
)
