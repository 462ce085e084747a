"""optax.yogi, whose accumulators start at 1e-6; scale_by_yogi, of which it is made, takes any start."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    scale = optax.scale_by_yogi(
        b1=h["beta1"], b2=h["beta2"], eps=h["eps"], initial_accumulator_value=h["initial_accumulator_value"]
    )
    return optax.chain(scale, optax.scale_by_learning_rate(lr))


BINDING = Binding(variants=("optax-0.2.8",), make=make, slots={"m": "mu", "v": "nu"})
