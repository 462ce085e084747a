"""optax.sgd with Nesterov's momentum, and its trace behind the learning rate, which then is inside the velocity."""

import optax

from goldstep.adapters.optax.optimizers import Binding


def make(lr, h, variant):
    if variant == "optax-0.2.8":
        return optax.sgd(lr, momentum=h["momentum"], nesterov=True)
    return optax.chain(optax.scale_by_learning_rate(lr), optax.trace(h["momentum"], nesterov=True))


BINDING = Binding(variants=("optax-0.2.8", "optax-0.2.8-inside"), make=make, slots={"b": "trace"})
