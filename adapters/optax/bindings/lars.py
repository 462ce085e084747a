"""optax.lars; its trace holds the velocity, learning rate and sign included."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.lars(
        lr,
        weight_decay=h["weight_decay"],
        weight_decay_mask=h.get("mask", True),
        trust_coefficient=h["trust_coefficient"],
        eps=h["eps"],
        momentum=h["momentum"],
        nesterov=variant.endswith("nesterov"),
    )


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-nesterov"), make=make, slots={"b": "trace"}, masked=True)
