"""optax.adafactor, as the chain that it is, with its least scale of a parameter and for matrices of any size.

It calls the statistics along the longer dimension rows, has arrays of one zero where a parameter lacks a statistic,
and computes the decay rate in float32 whatever the precision.
"""

import inspect

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given
from goldstep.adapters.xla import rounding

CLIP = inspect.signature(optax.adafactor).parameters["clipping_threshold"].default


def make(lr, h, variant):
    return optax.chain(
        optax.scale_by_factored_rms(min_dim_size_to_factor=1, **given(h, decay_rate="decay_rate", epsilon="eps1")),
        optax.clip_by_block_rms(h.get("clip", CLIP)),
        optax.scale_by_learning_rate(lr, flip_sign=False),
        optax.scale_by_param_block_rms(**given(h, min_scale="eps2")),
        optax.add_decayed_weights(**given(h, weight_decay="weight_decay"), mask=h.get("mask")),
        optax.scale(-1),
    )


def field(slot, shape):
    if len(shape) != 2 or slot == "v":
        return "v" if len(shape) != 2 and slot == "v" else None
    return "v_row" if (slot == "r") == (shape[0] <= shape[1]) else "v_col"


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=make,
    slots={"r": "v_row", "c": "v_col", "v": "v"},
    contract=rounding(coefficients="single"),
    field=field,
    masked=True,
)
