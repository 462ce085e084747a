"""optax.adabelief."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.adabelief(lr, b1=h["beta1"], b2=h["beta2"], eps=h["eps"], eps_root=h["eps_root"])


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"m": "mu", "s": "nu"})
