"""optax.contrib.adopt. It picks its betas with `jnp.where`, so that 1 - beta is rounded in the working dtype."""

import optax.contrib

from goldstep.adapters.contract import Contract
from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    return optax.contrib.adopt(
        lr,
        b1=h["beta1"],
        b2=h["beta2"],
        eps=h["eps"],
        nesterov=variant.endswith("nesterov"),
        use_clipping=not variant.endswith("unclipped"),
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-unclipped", "optax-0.2.8-nesterov"),
    make=make,
    slots={"m": "mu", "v": "nu"},
    contract=Contract(constants="working", coefficients="working", flushes_subnormals=True),
)
