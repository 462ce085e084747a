"""optax.add_decayed_weights, alone and in a chain with optax.clip."""

import optax

from goldstep.adapters.optax.transforms import Transform
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    decay = optax.add_decayed_weights(**given(h, weight_decay="weight_decay"))
    if variant.endswith("before"):
        return optax.chain(optax.clip(h["limit"]), decay)
    return optax.chain(decay, optax.clip(h["limit"])) if variant.endswith("after") else decay


BINDING = Transform(
    variants=("optax-0.2.8", "optax-0.2.8-clipped-before", "optax-0.2.8-clipped-after"),
    make=make,
    slots={},
    inputs=("g", "w"),
)
