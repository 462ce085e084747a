"""optax.nadam, and optax.nadamw with decoupled weight decay."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    common = given(h, b1="beta1", b2="beta2", eps="eps")
    if variant == "optax-0.2.8":
        return optax.nadam(lr, **common)
    return optax.nadamw(lr, **common, **given(h, weight_decay="weight_decay"), mask=h.get("mask"))


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-decoupled"), make=make, slots={"m": "mu", "v": "nu"}, masked=True
)
