"""Adaptive gradient clipping, from Brock et al. (2021), equation 3, and the sources of optax, timm and
pytorch_optimizer."""

import numpy as np

VARIANTS = ("paper", "optax-0.2.8", "timm-1.0.31", "pytorch-optimizer-4.1")


def start(theta, hyper, variant):
    return {}


def update(theta, both, slots, hyper, variant, t):
    g, w = both
    axes = reduced(g.shape, variant)
    of_g = np.sqrt(np.sum(g * g, axes, keepdims=True))
    limit = hyper["clipping"] * np.maximum(np.sqrt(np.sum(w * w, axes, keepdims=True)), hyper["eps"])
    if variant == "pytorch-optimizer-4.1":
        of_g = np.maximum(of_g, 1e-6)
        return np.where(of_g > limit, g * (limit / of_g), g)
    divisor = of_g if variant == "paper" else np.maximum(of_g, 1e-6)
    return np.where(of_g < limit, g, g * (limit / divisor))


def reduced(shape, variant):
    """The axes that a norm runs over; None: all of them."""
    if variant != "optax-0.2.8":
        return tuple(range(1, len(shape))) if len(shape) > 1 else None
    if sum(n != 1 for n in shape) <= 1:
        return None
    return (0,) if len(shape) <= 3 else tuple(range(len(shape) - 1))
