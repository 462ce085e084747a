"""Clipping by the global norm, from Pascanu et al. (2013), Algorithm 1, and the sources of PyTorch and Keras.

All gradients come as one vector.
"""

import numpy as np

VARIANTS = ("keras-3.15", "paper", "pytorch-2.13", "pytorch-2.13-1", "pytorch-2.13-inf")
JOINT = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    limit = hyper["max_norm"]
    if variant.startswith("pytorch"):
        order = {"1": 1, "inf": np.inf}.get(variant.rpartition("-")[2], 2)
        size = float(np.linalg.norm(g, order))
        return g * float(np.minimum(limit / (size + 1e-6), 1.0))

    size = float(np.sqrt(np.sum(np.square(g))))
    if variant == "keras-3.15":
        return g * float(limit * np.minimum(np.divide(1, size), 1 / limit) + (size - size))
    return g if size < limit else g / size * limit
