"""optax.radam, with its threshold of 5 and with that of the paper."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    threshold = 4.0 if variant == "optax-0.2.8-threshold-4" else 5.0
    return optax.radam(lr, b1=h["beta1"], b2=h["beta2"], eps=h["eps"], threshold=threshold)


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-threshold-4"), make=make, slots={"m": "mu", "v": "nu"})
