"""Clipping of each tensor by its own norm, from the sources of Keras, PyTorch and burn."""

import numpy as np

VARIANTS = ("keras-3.15", "pytorch-2.13")


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    limit, size = hyper["max_norm"], float(np.sqrt(np.sum(np.square(g))))
    if variant == "keras-3.15":
        return g * limit / float(np.maximum(size, limit))
    return g * float(np.minimum(limit / (size + 1e-6), 1.0))
