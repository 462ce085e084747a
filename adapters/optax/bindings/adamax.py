"""optax.adamax, and optax.adamaxw with its decoupled weight decay."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    common = {"b1": h["beta1"], "b2": h["beta2"], "eps": h["eps"]}
    if variant == "optax-0.2.8-adamaxw":
        return optax.adamaxw(lr, **common, weight_decay=h["weight_decay"], mask=h.get("mask"))
    return optax.adamax(lr, **common)


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-adamaxw"), make=make, slots={"m": "mu", "u": "nu"}, masked=True)
