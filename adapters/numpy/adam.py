"""Adam, from Kingma & Ba (2015), Algorithm 1, and the sources of PyTorch, optax, Keras, MLX and
TensorFlow."""

import math

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "paper",
    "optax-0.2.8",
    "optax-0.2.8-eps-root",
    "keras-3.15",
    "mlx-0.32",
    "tensorflow-2.21-nesterov",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"]
    if variant == "pytorch-2.13":
        g = g + hyper["weight_decay"] * theta
    elif variant == "keras-3.15":
        theta = theta - theta * (hyper["weight_decay"] * lr)

    m = slots["m"] = b1 * slots["m"] + (1 - b1) * g
    v = slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)

    if variant == "mlx-0.32":
        return theta - lr * m / (np.sqrt(v) + eps)
    if variant == "tensorflow-2.21-nesterov":
        ahead = (1 - b1) * g + b1 * m
        return theta - lr * math.sqrt(1 - b2**t) / (1 - b1**t) * ahead / (np.sqrt(v) + eps)
    if variant == "keras-3.15":
        return theta - lr * math.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + eps)
    if variant == "optax-0.2.8-eps-root":
        return theta - lr * (m / (1 - b1**t)) / np.sqrt(v / (1 - b2**t) + eps)
    return theta - lr / (1 - b1**t) * m / (np.sqrt(v) / math.sqrt(1 - b2**t) + eps)
