"""optax.contrib.sophia with its own Hutchinson estimator.

The estimator is given a quadratic whose Hessian is diagonal. Each probe has the elements 1 and -1, so that what it
finds there is the diagonal itself, without an error: the estimates of the case.
"""

import jax.numpy as jnp
import optax

from goldstep.adapters.optax.optimizers import Binding
from goldstep.adapters.optax.verbs import given


def parted(inputs):
    def quadratic(params):
        here = [(x[1], p) for x, p in zip(inputs, params, strict=True) if not isinstance(p, optax.MaskedNode)]
        return sum(jnp.sum(0.5 * h * p * p) for h, p in here)  # those of a group

    return [x[0] for x in inputs], {"obj_fn": quadratic}


BINDING = Binding(
    variants=("optax-0.2.8",),
    make=lambda lr, h, variant: optax.contrib.sophia(
        lr,
        **given(h, b1="beta1", b2="beta2", eps="eps", weight_decay="weight_decay", gamma="gamma"),
        **given(h, clip_threshold="limit"),
        **given(h, int, update_interval="interval"),
    ),
    slots={"m": "mu", "h": "nu"},
    parted=parted,
    loops=True,
    untraced=("interval",),
)
