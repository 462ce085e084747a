"""Schedule-Free AdamW, from Defazio et al. (2024) and the sources of schedulefree, pytorch_optimizer, optax and Keras.

`theta` is the point y at which gradients are taken. As schedulefree does, the average x is never written down where
it can be had from y and z.
"""

import math

import numpy as np

VARIANTS = ("paper", "official", "pytorch-optimizer-4.1", "optax-0.2.8", "keras-3.15")


def start(theta, hyper, variant):
    slots = {"v": np.zeros_like(theta), "z": theta.copy()}
    if variant != "keras-3.15":
        slots["weight_sum"] = 0.0
    return slots if variant in ("paper", "keras-3.15") else {**slots, "lr_max": 0.0}


def update(y, g, slots, hyper, variant, t):
    b1, b2, decay = hyper["beta1"], hyper["beta2"], hyper["weight_decay"]
    warmup = hyper.get("warmup_steps", 0.0)
    rate = hyper["lr"] * (t / warmup if t < warmup else 1.0)
    if variant == "keras-3.15":
        y = y - y * (decay * hyper["lr"])

    v = slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)
    if variant == "paper":
        rate *= math.sqrt(1 - b2**t)
        d = g / (np.sqrt(v) + hyper["eps"])
    else:
        inner = 1e-15 if variant == "pytorch-optimizer-4.1" else 0.0
        d = g / (np.sqrt(v / (1 - b2**t) + inner) + hyper["eps"])
    if variant != "keras-3.15":
        d = d + decay * y

    share = 1 / t if variant == "keras-3.15" else weighted(slots, hyper, variant, rate, t)
    z, slots["z"] = slots["z"], slots["z"] - rate * d
    if variant in ("official", "pytorch-optimizer-4.1"):
        return y + share * (z - y) + rate * (b1 * (1 - share) - 1) * d
    x = (y - (1 - b1) * z) / b1
    x = x + share * (slots["z"] - x)
    return slots["z"] + b1 * (x - slots["z"])


def weighted(slots, hyper, variant, rate, t):
    """The share of the new iterate in the average: its weight over the sum of all weights."""
    largest = rate
    if variant != "paper":
        largest = slots["lr_max"] = max(rate, float(slots["lr_max"]))
    weight = t ** hyper.get("r", 0.0) * largest**2
    total = slots["weight_sum"] = float(slots["weight_sum"]) + weight
    return weight / total if total else 0.0


def exchanged(theta, slots, hyper, evaluating):
    """The average x in the place of y, as schedulefree's `eval` has it, or y in that of x."""
    b1 = hyper["beta1"]
    return theta + (1 - 1 / b1 if evaluating else 1 - b1) * (slots["z"] - theta)
