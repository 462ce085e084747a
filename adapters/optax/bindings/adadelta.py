"""optax.adadelta; without an explicit learning rate it would ascend."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.adadelta(
        lr, **given(h, rho="rho", eps="eps", weight_decay="weight_decay"), weight_decay_mask=h.get("mask")
    )


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"e_g": "e_g", "e_x": "e_x"}, masked=True)
