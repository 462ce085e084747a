"""The matrices of optax.contrib.muon, which hands everything else to AdamW."""

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
        weight_decay_mask=h.get("mask"),
        nesterov=variant != "optax-0.2.8-without-nesterov",
        consistent_rms=h.get("rms_rate"),
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-without-nesterov", "optax-0.2.8-consistent-rms"),
    make=make,
    slots={"m": "muon/mu"},
    loops=True,
    masked=True,
)
