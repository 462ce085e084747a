"""optax.nadam, and optax.nadamw with decoupled weight decay."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    common = {"b1": h["beta1"], "b2": h["beta2"], "eps": h["eps"]}
    if variant == "optax-0.2.8":
        return optax.nadam(lr, **common)
    return optax.nadamw(lr, **common, weight_decay=h["weight_decay"], mask=h.get("mask"))


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-decoupled"), make=make, slots={"m": "mu", "v": "nu"}, masked=True
)
