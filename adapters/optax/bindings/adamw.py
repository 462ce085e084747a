"""optax.adamw; the variant with epsilon inside the root is its `eps_root` with `eps` 0."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    inside = variant == "optax-0.2.8-eps-root"
    epsilon = {"eps": 0.0, **given(h, eps_root="eps")} if inside else given(h, eps="eps")
    return optax.adamw(
        lr, **given(h, b1="beta1", b2="beta2", weight_decay="weight_decay"), **epsilon, mask=h.get("mask")
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-eps-root"), make=make, slots={"m": "mu", "v": "nu"}, masked=True
)
