"""optax.contrib.madgrad. It takes the root of the number of steps in float32, as JAX does of an int32."""

import optax.contrib

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given
from goldstep.adapters.xla import rounding


def make(lr, h, variant):
    return optax.contrib.madgrad(lr, **given(h, momentum="momentum", eps="eps", weight_decay="weight_decay"))


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"s": "s", "v": "grad_sum_sq", "x0": "x0"},
    contract=rounding(coefficients="single"),
)
