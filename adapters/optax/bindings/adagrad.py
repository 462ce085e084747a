"""optax.adagrad."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.adagrad(lr, initial_accumulator_value=h["initial_accumulator_value"], eps=h["eps"])


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"G": "sum_of_squares"})
