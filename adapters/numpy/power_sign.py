"""PowerSign, from Bello et al. (2017) and the source of TensorFlow."""

import math

import numpy as np

VARIANTS = ("paper", "tensorflow-1.15")


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    slots["m"] = slots["m"] * hyper["beta"] + g * (1 - hyper["beta"])
    signs = np.sign(g) * np.sign(slots["m"])
    factor = np.exp(math.log(hyper["base"]) * hyper["sign_decay"] * signs)
    return theta - hyper["lr"] * factor.astype(theta.dtype) * g
