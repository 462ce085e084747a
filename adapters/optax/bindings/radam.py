"""optax.radam, with its threshold of 5 and with that of the paper."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    threshold = 4.0 if variant == "optax-0.2.8-threshold-4" else 5.0
    return optax.radam(lr, **given(h, b1="beta1", b2="beta2", eps="eps"), threshold=threshold)


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-threshold-4"), make=make, slots={"m": "mu", "v": "nu"})
