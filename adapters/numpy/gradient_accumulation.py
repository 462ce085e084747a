"""Accumulation of gradients, from the sources of PyTorch, optax and Keras."""

import numpy as np

VARIANTS = ("pytorch-2.13", "optax-0.2.8", "optax-0.2.8-apply-every", "keras-3.15")


def start(theta, hyper, variant):
    return {"acc": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    k = int(hyper["every"])
    number = (t - 1) % k + 1  # of this micro-step in its window
    acc = slots["acc"]
    if variant == "optax-0.2.8":
        acc = acc + (g - acc) / number
    elif variant == "optax-0.2.8-apply-every":
        acc = (number > 1) * acc + g
    else:
        acc = acc + g
    if number < k:
        slots["acc"] = acc
        return np.zeros_like(g)
    slots["acc"] = acc if variant == "optax-0.2.8-apply-every" else np.zeros_like(g)
    return acc / k if variant == "keras-3.15" else acc
