"""Proximal AdaGrad, from Duchi et al. (2011), equation 4, and the sources of TensorFlow and Paddle."""

import numpy as np

VARIANTS = ("paper", "tensorflow-2", "paddle")


def start(theta, hyper, variant):
    return {"n": np.full_like(theta, hyper.get("initial_accumulator_value", 0.0))}


def update(theta, g, slots, hyper, variant, t):
    lr, l1, l2 = hyper["lr"], hyper["l1"], hyper.get("l2", 0.0)
    slots["n"] = slots["n"] + np.square(g)
    root = np.sqrt(slots["n"]) + (hyper["eps"] if variant == "paper" else 0.0)
    prox = theta - lr * g / root
    weight = lr if variant == "paddle" else lr / root
    return np.sign(prox) * np.maximum(np.abs(prox) - weight * l1, 0) / (1 + weight * l2)
