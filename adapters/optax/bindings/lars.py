"""optax.lars; its trace holds the velocity, learning rate and sign included."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    names = ("weight_decay", "trust_coefficient", "eps", "momentum")
    return optax.lars(lr, **given(h, **{name: name for name in names}), nesterov=variant.endswith("nesterov"))


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-nesterov"), make=make, slots={"b": "trace"})
