"""SGDW as chains: optax has the parts and not the whole. Where they stand decides what the learning rate scales."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    if variant == "paper":  # the learning rate goes in with the gradient, and the decay passes it by
        s = h["schedule_multiplier"]
        return optax.chain(
            optax.scale(s * lr),
            optax.trace(h["momentum"]),
            optax.add_decayed_weights(s * h["weight_decay"], mask=h.get("mask")),
            optax.scale(-1.0),
        )
    return optax.chain(
        optax.trace(h["momentum"], nesterov=variant == "optax-0.2.8-nesterov"),
        optax.add_decayed_weights(h["weight_decay"], mask=h.get("mask")),
        optax.scale_by_learning_rate(lr),
    )


BINDING = Binding(
    variants=("paper", "optax-0.2.8", "optax-0.2.8-nesterov"),
    make=make,
    slots={"m": "trace"},
    masked=True,
    unscheduled=("paper",),
)
