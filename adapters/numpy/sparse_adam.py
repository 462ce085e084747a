"""SparseAdam, from the sources of PyTorch, TensorFlow Addons and PaddlePaddle."""

import math

import numpy as np

VARIANTS = ("pytorch-2.13", "tensorflow-addons-0.23", "paddle")
GRADIENTS = 2


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}


def update(theta, inputs, slots, hyper, variant, t):
    first, again, present = inputs
    lr, b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"]
    rows = present > 0
    g = first[rows] + again[rows]
    m, v = slots["m"].copy(), slots["v"].copy()
    m[rows] += (1 - b1) * (g - m[rows])
    v[rows] += (1 - b2) * (np.square(g) - v[rows])
    slots["m"], slots["v"] = m, v

    root = math.sqrt(1 - b2**t)
    if variant == "paddle":
        eps *= root
    moved = theta.copy()
    moved[rows] -= lr * root / (1 - b1**t) * (m[rows] / (np.sqrt(v[rows]) + eps))
    return moved
