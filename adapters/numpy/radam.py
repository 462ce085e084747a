"""RAdam, from Liu et al. (2020), Algorithm 2, the authors' code, and the sources of PyTorch, optax and
optimi."""

import math

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "pytorch-2.13-decoupled",
    "paper",
    "official",
    "optax-0.2.8",
    "optax-0.2.8-threshold-4",
    "torch-optimi-0.3-decoupled",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}


def rectifier(beta2, t, least):
    """The factor of a step, or None while the average has at most `least` terms."""
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * t * beta2**t / (1 - beta2**t)
    if length <= least:
        return None
    return math.sqrt((length - 4) / (longest - 4) * (length - 2) / (longest - 2) * longest / length)


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, decay = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper.get("weight_decay", 0.0)
    if variant == "pytorch-2.13":
        g = g + decay * theta
    m = slots["m"] = b1 * slots["m"] + (1 - b1) * g
    v = slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)
    r = rectifier(b2, t, 4 if variant in ("paper", "optax-0.2.8-threshold-4") else 5)

    if r is None and variant == "official":
        return theta
    if variant in ("official", "pytorch-2.13-decoupled", "torch-optimi-0.3-decoupled"):
        theta = theta - (lr * decay) * theta
    rate = lr / (1 - b1**t)
    if r is None:
        return theta - rate * m
    if variant not in ("official", "pytorch-2.13", "pytorch-2.13-decoupled"):
        return theta - rate * r * m / (np.sqrt(v / (1 - b2**t)) + hyper.get("eps", 0.0))
    return theta - rate * r * math.sqrt(1 - b2**t) * m / (np.sqrt(v) + hyper["eps"])
