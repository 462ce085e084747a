"""optax.adagrad."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.adagrad(lr, **given(h, initial_accumulator_value="initial_accumulator_value", eps="eps"))


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"G": "sum_of_squares"})
