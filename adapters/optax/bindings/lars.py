"""optax.lars; its trace holds the velocity, learning rate and sign included."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    names = ("weight_decay", "trust_coefficient", "eps", "momentum")
    mask = {"weight_decay_mask": h["mask"]} if "mask" in h else {}
    nesterov = variant.endswith("nesterov")
    return optax.lars(lr, **given(h, **{name: name for name in names}), **mask, nesterov=nesterov)


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-nesterov"), make=make, slots={"b": "trace"}, masked=True)
