"""optax.contrib.prodigy, whose distance lies once in its state, in the dtype of the parameters."""

import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given
from goldstep.adapters.xla import rounding


def make(lr, h, variant):
    rate = {} if lr is None else {"learning_rate": lr}
    names = {
        "eps": "eps",
        "weight_decay": "weight_decay",
        "beta3": "beta3",
        "estim_lr0": "d0",
        "estim_lr_coef": "d_coef",
    }
    betas = {"betas": (h["beta1"], h["beta2"])} if "beta2" in h else {}
    return optax.contrib.prodigy(**rate, **betas, **given(h, **names), safeguard_warmup=variant.endswith("warmup"))


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-warmup"),
    make=make,
    slots={
        "m": "exp_avg",
        "v": "exp_avg_sq",
        "s": "grad_sum",
        "theta0": "params0",
        "r": "numerator_weighted",
        "d": "estim_lr",
    },
    contract=rounding(constants="working", coefficients="working", scalars="working"),
    undivided=True,
    common=("lr", "beta1", "beta2", "beta3", "eps", "weight_decay", "d0", "d_coef"),
)
