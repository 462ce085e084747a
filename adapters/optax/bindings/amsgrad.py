"""optax.amsgrad, with both bias corrections, with that of the first moment, and with none."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def make(lr, h, variant):
    return optax.amsgrad(
        lr,
        **given(h, b1="beta1", b2="beta2", eps="eps"),
        bias_correction_mu=variant != "optax-0.2.8-uncorrected",
        bias_correction_nu=variant == "optax-0.2.8",
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-uncorrected", "optax-0.2.8-first-corrected"),
    make=make,
    slots={"m": "mu", "v": "nu", "v_max": "nu_max"},
)
