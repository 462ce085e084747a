"""optax.ema of the weights, which begins at zero and is debiased, and optax.incremental_update."""

import jax.numpy as jnp
import optax

from goldstep.adapters.optax.averages import Average


def update(weights, average, slots, t, h, variant):
    if variant == "optax-0.2.8-incremental":
        return optax.incremental_update(weights, average, 1.0 - h["decay"]), slots
    debiased, state = optax.ema(h["decay"]).update(weights, optax.EmaState(count=t - 1, ema=slots["m"]))
    return debiased, {"m": state.ema}


def slots(params, variant):
    return {} if variant == "optax-0.2.8-incremental" else {"m": [jnp.zeros_like(p) for p in params]}


BINDING = Average(variants=("optax-0.2.8", "optax-0.2.8-incremental"), update=update, slots=slots)
