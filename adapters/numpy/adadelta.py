"""Adadelta, from Zeiler (2012), Algorithm 1, and the sources of PyTorch, optax and Keras."""

import numpy as np

VARIANTS = ("pytorch-2.13", "paper", "optax-0.2.8", "keras-3.15")


def start(theta, hyper, variant):
    return {"e_g": np.zeros_like(theta), "e_x": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    rho, eps, lr = hyper["rho"], hyper["eps"], hyper.get("lr", 1.0)
    if variant == "keras-3.15":
        theta = theta - theta * hyper["weight_decay"] * lr
    elif variant != "paper":
        g = g + hyper["weight_decay"] * theta

    slots["e_g"] = rho * slots["e_g"] + (1 - rho) * np.square(g)
    change = -np.sqrt(slots["e_x"] + eps) * g / np.sqrt(slots["e_g"] + eps)
    slots["e_x"] = rho * slots["e_x"] + (1 - rho) * np.square(change)
    return theta + lr * change
