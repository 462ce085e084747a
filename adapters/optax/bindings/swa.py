"""optax.incremental_update with the step size 1 / n; a mean by this name optax does not have."""

import optax

from goldstep.adapters.optax.averages import Average


def update(weights, average, slots, t, h, variant):
    models = t // int(h["frequency"]) + 1
    return optax.incremental_update(weights, average, 1.0 / models), slots


BINDING = Average(variants=("paper",), update=update, due=lambda t, h: t % int(h["frequency"]) == 0)
