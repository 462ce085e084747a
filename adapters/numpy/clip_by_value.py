"""Clipping by value, from the sources of PyTorch, optax and Keras."""

import numpy as np

VARIANTS = ("pytorch-2.13",)


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    limit = g.dtype.type(hyper["max_value"])
    return np.clip(g, -limit, limit)
