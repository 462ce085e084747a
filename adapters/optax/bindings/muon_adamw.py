"""optax.contrib.muon as a whole: matrices by Muon, everything else by AdamW with Nesterov momentum."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.contrib.muon(
        lr,
        ns_coeffs=(h["ns_a"], h["ns_b"], h["ns_c"]),
        ns_steps=int(h["ns_steps"]),
        beta=h["momentum"],
        eps=h["eps"],
        weight_decay=h["weight_decay"],
        adam_b1=h["beta1"],
        adam_b2=h["beta2"],
        adam_weight_decay=h["adam_weight_decay"],
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
)
