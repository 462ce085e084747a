"""optax.adabelief."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.adabelief(lr, **given(h, b1="beta1", b2="beta2", eps="eps", eps_root="eps_root"))


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"m": "mu", "s": "nu"})
