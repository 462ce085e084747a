"""optax.contrib.schedule_free_sgd with a learning rate that is a number, as in Schedule-Free AdamW."""

import optax

from goldstep.adapters.contract import Contract
from goldstep.adapters.optax.optimizers import Binding

BINDING = Binding(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.contrib.schedule_free_sgd(lr, b1=h["beta"], weight_decay=h["weight_decay"]),
    slots={"z": "z", "lr_max": "max_lr", "weight_sum": "weight_sum"},
    contract=Contract(coefficients="working", scalars="working", flushes_subnormals=True),
)
