"""optax.adan, which counts its steps under a name of its own."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.adan(
        lr,
        b1=h["beta1"],
        b2=h["beta2"],
        b3=h["beta3"],
        eps=h["eps"],
        eps_root=h["eps_root"],
        weight_decay=h["weight_decay"],
    )


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"m": "m", "v": "v", "n": "n", "prev": "g"},
    counts={"t": 0},
)
