"""optax.adamw; the variant with epsilon inside the root is its `eps_root` with `eps` 0."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    inside = variant == "optax-0.2.8-eps-root"
    return optax.adamw(
        lr,
        b1=h["beta1"],
        b2=h["beta2"],
        eps=0.0 if inside else h["eps"],
        eps_root=h["eps"] if inside else 0.0,
        weight_decay=h["weight_decay"],
        mask=h.get("mask"),
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-eps-root"), make=make, slots={"m": "mu", "v": "nu"}, masked=True
)
