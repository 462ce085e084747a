"""Adan, from Xie et al. (2022), Algorithm 1, and the sources of sail-sg/Adan, adan-pytorch, timm and optax.

As in sail-sg/Adan, the weight of the difference is the decay rate of its average, which the paper writes 1 - beta2.
"""

import math

import numpy as np

VARIANTS = ("official", "official-no-prox", "paper", "optax-0.2.8")


def start(theta, hyper, variant):
    return {name: np.zeros_like(theta) for name in ("m", "v", "n", "prev")}


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, b3, wd = (hyper[name] for name in ("lr", "beta1", "beta2", "beta3", "weight_decay"))
    diff = np.zeros_like(g) if t == 1 else g - slots["prev"]
    slots["prev"] = g
    w = 1 - b2 if variant == "optax-0.2.8" else b2
    looked = np.square(g + diff * w)

    if variant == "paper":
        slots["m"] = g if t == 1 else slots["m"] + (1 - b1) * (g - slots["m"])
        slots["v"] = diff if t <= 2 else slots["v"] + (1 - b2) * (diff - slots["v"])
        slots["n"] = looked if t == 1 else slots["n"] + (1 - b3) * (looked - slots["n"])
        moved = theta - lr / np.sqrt(slots["n"] + hyper["eps_root"]) * (slots["m"] + w * slots["v"])
        return moved / (1 + wd * lr)

    m = slots["m"] = b1 * slots["m"] + (1 - b1) * g
    v = slots["v"] = b2 * slots["v"] + (1 - b2) * diff
    n = slots["n"] = b3 * slots["n"] + (1 - b3) * looked
    c1, c2, c3 = 1 - b1**t, 1 - b2**t, 1 - b3**t
    if variant == "optax-0.2.8":
        u = (m / c1 + w * (v / c2)) / (np.sqrt(n / c3 + hyper["eps_root"]) + hyper["eps"])
        return theta - lr * (u + wd * theta)
    denominator = np.sqrt(n) / math.sqrt(c3) + hyper["eps"]
    if variant == "official-no-prox":
        theta = theta * (1 - lr * wd)
    theta = theta - lr / c1 * (m / denominator) - lr * w / c2 * (v / denominator)
    return theta if variant == "official-no-prox" else theta / (1 + lr * wd)
