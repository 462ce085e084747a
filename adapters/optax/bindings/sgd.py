"""optax.sgd; without momentum it has no state."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.sgd(lr, momentum=h.get("momentum"), nesterov=variant.endswith("nesterov"))


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-momentum", "optax-0.2.8-nesterov"),
    make=make,
    slots={"b": "trace"},
)
