"""optax.rmsprop; its trace holds the velocity, learning rate and sign included."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.rmsprop(
        lr,
        **given(h, decay="alpha", eps="eps"),
        eps_in_sqrt=not variant.endswith("eps-outside"),
        centered=variant.endswith("centered"),
        momentum=h.get("momentum"),
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-momentum", "optax-0.2.8-centered", "optax-0.2.8-eps-outside"),
    make=make,
    slots={"v": "nu", "a": "mu", "b": "trace"},
)
