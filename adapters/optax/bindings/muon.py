"""The matrices of optax.contrib.muon, which hands everything else to AdamW."""

import inspect

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given

COEFFICIENTS = inspect.signature(optax.contrib.muon).parameters["ns_coeffs"].default

KEPT = ("ns_a", "ns_b", "ns_c")  # optax takes them from its state


def options(h):
    """What Muon takes for matrices."""
    names = zip(("ns_a", "ns_b", "ns_c"), COEFFICIENTS, strict=True)
    return {
        "ns_coeffs": tuple(h.get(name, default) for name, default in names),
        **given(h, int, ns_steps="ns_steps"),
        **given(h, beta="momentum", eps="eps", weight_decay="weight_decay"),
    }


def make(lr, h, variant):
    return optax.contrib.muon(
        lr,
        **options(h),
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
    constant=KEPT,
    untraced=("ns_steps",),
)
