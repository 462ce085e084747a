"""AdaGrad with dual averaging, from Duchi et al. (2011), equation 3, and the source of TensorFlow."""

import numpy as np

VARIANTS = ("paper", "tensorflow-2")


def start(theta, hyper, variant):
    return {"z": np.zeros_like(theta), "n": np.full_like(theta, hyper.get("initial_accumulator_value", 0.0))}


def update(theta, g, slots, hyper, variant, t):
    lr, l1 = hyper["lr"], hyper["l1"]
    z = slots["z"] = slots["z"] + g
    n = slots["n"] = slots["n"] + np.square(g)
    if variant == "paper":  # in terms of the mean gradient, with the matrix H = eps + root
        mean = z / t
        return np.sign(-mean) * (lr * t / (hyper["eps"] + np.sqrt(n))) * np.maximum(np.abs(mean) - l1, 0)
    return -lr * np.sign(z) * np.maximum(np.abs(z) - t * l1, 0) / (hyper["l2"] * (t * lr) + np.sqrt(n))
