"""optax.contrib.muon as a whole: matrices by Muon, everything else by AdamW with Nesterov momentum."""

import optax

from goldstep.adapters.optax.bindings.muon import KEPT, options
from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.contrib.muon(
        lr,
        **options(h),
        **given(h, adam_b1="beta1", adam_b2="beta2", adam_weight_decay="adam_weight_decay"),
        adam_learning_rate=h["adam_lr"],
    )


def field(slot, shape):
    if len(shape) == 2:
        return "muon/mu" if slot == "m" else None
    return {"m": "adam/mu", "v": "adam/nu"}[slot]


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"m": "mu", "v": "nu"},
    field=field,
    loops=True,
    constant=KEPT,
    untraced=("ns_steps",),
)
