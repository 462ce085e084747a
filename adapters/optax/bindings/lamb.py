"""optax.lamb."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.lamb(
        lr, b1=h["beta1"], b2=h["beta2"], eps=h["eps"], weight_decay=h["weight_decay"], mask=h.get("mask")
    )


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"m": "mu", "v": "nu"}, masked=True)
