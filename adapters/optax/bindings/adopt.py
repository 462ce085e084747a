"""optax.contrib.adopt. It picks its betas with `jnp.where`, so that 1 - beta is rounded in the working dtype."""

import optax.contrib

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given
from goldstep.adapters.xla import rounding


def make(lr, h, variant):
    return optax.contrib.adopt(
        lr,
        **given(h, b1="beta1", b2="beta2", eps="eps"),
        nesterov=variant.endswith("nesterov"),
        use_clipping=not variant.endswith("unclipped"),
    )


BINDING = Binding(
    variants=("optax-0.2.8", "optax-0.2.8-unclipped", "optax-0.2.8-nesterov"),
    make=make,
    slots={"m": "mu", "v": "nu"},
    contract=rounding(constants="working", coefficients="working"),
)
