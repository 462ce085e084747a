"""LARS, from You, Gitman & Ginsburg (2017), Algorithm 1, and the sources of optax, pytorch_optimizer, timm,
TensorFlow 1, tinygrad and Lightning Bolts."""

import numpy as np

VARIANTS = (
    "paper",
    "optax-0.2.8",
    "optax-0.2.8-nesterov",
    "pytorch-optimizer-4.1",
    "pytorch-optimizer-4.1-nesterov",
    "timm-1.0.31",
    "tensorflow-1.15",
    "tinygrad-0.14",
    "lightning-bolts-0.7",
)


def start(theta, hyper, variant):
    return {"b": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    lr, mu, wd = hyper["lr"], hyper["momentum"], hyper["weight_decay"]
    local = trust(theta, g, hyper, variant)
    if variant == "tensorflow-1.15":
        v = slots["b"] = mu * slots["b"] + g
        return theta - lr * local * v

    plain = variant.startswith("pytorch-optimizer") and theta.ndim < 2
    plain |= variant == "lightning-bolts-0.7" and not norm(theta) * norm(g)
    scaled = g * local if plain else (g + wd * theta) * local
    if variant in ("paper", "tinygrad-0.14") or variant.startswith("optax"):
        v = slots["b"] = mu * slots["b"] - lr * scaled
        return theta + (mu * v - lr * scaled if variant.endswith("nesterov") else v)
    v = slots["b"] = mu * slots["b"] + (1 - hyper.get("dampening", 0.0)) * scaled
    return theta - lr * (scaled + mu * v if variant.endswith("nesterov") else v)


def trust(theta, g, hyper, variant):
    """The factor of the learning rate that belongs to this parameter alone."""
    wd, weights = hyper["weight_decay"], norm(theta)
    if variant.startswith("optax"):
        slope = below = norm(g + wd * theta)
    else:
        slope, below = norm(g), norm(g) + wd * weights
    if variant.startswith("pytorch-optimizer"):
        skipped = theta.ndim < 2 or not weights or not below
    elif variant in ("timm-1.0.31", "lightning-bolts-0.7"):
        skipped = not wd or not weights or not slope
    elif variant == "paper":
        skipped = not below
    else:
        skipped = not weights or not slope
    return 1.0 if skipped else hyper["trust_coefficient"] * weights / (below + hyper.get("eps", 0.0))


def norm(x):
    return float(np.sqrt(np.sum(np.square(x))))
