"""optax.lion; its refined form is chained by hand, for optax.lion has no argument for the mode."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    if variant == "optax-0.2.8":
        return optax.lion(lr, **given(h, b1="beta1", b2="beta2", weight_decay="weight_decay"), mask=h.get("mask"))
    return optax.chain(
        optax.scale_by_lion(**given(h, b1="beta1", b2="beta2"), mode="refined"),
        optax.add_decayed_weights(h["weight_decay"], mask=h.get("mask")),
        optax.scale_by_learning_rate(lr),
    )


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-refined"), make=make, slots={"m": "mu"}, masked=True)
