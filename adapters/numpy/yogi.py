"""Yogi, from Zaheer et al. (2018), Algorithm 2, TensorFlow Addons, optax, torch_optimizer and pytorch_optimizer."""

import math

import numpy as np

VARIANTS = ("paper", "optax-0.2.8", "torch-optimizer-0.3", "pytorch-optimizer-4.1", "tensorflow-addons-0.23")


def start(theta, hyper, variant):
    first = 0.0 if variant == "paper" else hyper["initial_accumulator_value"]
    of_mean = 0.0 if variant == "tensorflow-addons-0.23" else first
    return {"m": np.full_like(theta, of_mean), "v": np.full_like(theta, first)}


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"]
    if variant == "torch-optimizer-0.3":
        g = g + theta * hyper["weight_decay"]
    elif variant == "pytorch-optimizer-4.1":
        theta = theta * (1 - hyper["weight_decay"] * lr)

    m = slots["m"] = slots["m"] * b1 + g * (1 - b1)
    g2 = np.square(g)
    # up by a share of the squared gradient where it is the larger of the two, down by as much where it is the smaller
    toward = np.where(g2 > slots["v"], g2, np.where(g2 < slots["v"], -g2, 0))
    v = slots["v"] = slots["v"] + (1 - b2) * toward

    if variant == "paper":
        return theta - lr * m / (np.sqrt(v) + eps)
    c1, c2 = 1 - b1**t, math.sqrt(1 - b2**t)
    if variant == "tensorflow-addons-0.23":
        return theta - lr * c2 / c1 / (np.sqrt(v) + eps) * m
    return theta - lr / c1 * (m / (np.sqrt(v) / c2 + eps))
