"""Weight decay in the gradient, from the documentation of optax and PyTorch."""

import numpy as np

VARIANTS = ("optax-0.2.8", "optax-0.2.8-clipped-before", "optax-0.2.8-clipped-after")


def start(theta, hyper, variant):
    return {}


def update(theta, inputs, slots, hyper, variant, t):
    g, weights = inputs
    if variant.endswith("before"):
        return limited(g, hyper) + hyper["weight_decay"] * weights
    decayed = g + hyper["weight_decay"] * weights
    return limited(decayed, hyper) if variant.endswith("after") else decayed


def limited(g, hyper):
    limit = g.dtype.type(hyper["limit"])
    return np.clip(g, -limit, limit)
