"""FTRL-Proximal, from McMahan et al. (2013), Algorithm 1, and from TensorFlow, Keras and pytorch_optimizer."""

import numpy as np

VARIANTS = ("paper", "pytorch-optimizer-4.1", "keras-3.15", "tensorflow-2")


def start(theta, hyper, variant):
    return {"z": np.zeros_like(theta), "n": np.full_like(theta, hyper.get("initial_accumulator_value", 0.0))}


def update(theta, g, slots, hyper, variant, t):
    lr, l1, l2 = hyper["lr"], hyper["l1"], hyper["l2"]
    of_google = variant in ("keras-3.15", "tensorflow-2")
    before = slots["n"]
    n = slots["n"] = before + np.square(g)
    pulled = g + 2 * hyper["l2_shrinkage"] * theta if of_google else g
    z = slots["z"] = slots["z"] + pulled - (np.sqrt(n) - np.sqrt(before)) / lr * theta
    quadratic = np.sqrt(n) / lr + hyper.get("beta", 0.0) / lr + (2 * l2 if of_google else l2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.abs(z) > l1, (np.sign(z) * l1 - z) / quadratic, 0.0)
