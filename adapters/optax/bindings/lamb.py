"""optax.lamb."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.lamb(
        lr, **given(h, b1="beta1", b2="beta2", eps="eps", weight_decay="weight_decay"), mask=h.get("mask")
    )


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"m": "mu", "v": "nu"}, masked=True)
