"""AdaGrad, from Duchi, Hazan & Singer (2011), and the sources of PyTorch, Keras and optax."""

import numpy as np

VARIANTS = ("pytorch-2.13", "paper", "keras-3.15", "optax-0.2.8")


def start(theta, hyper, variant):
    first = 0.0 if variant == "paper" else hyper["initial_accumulator_value"]
    return {"G": np.full_like(theta, first)}


def update(theta, g, slots, hyper, variant, t):
    lr, eps = hyper["lr"], hyper["eps"]
    if variant == "keras-3.15":
        theta = theta - theta * hyper["weight_decay"] * lr
    if variant == "pytorch-2.13":
        g = g + hyper["weight_decay"] * theta
        lr = lr / (1 + (t - 1) * hyper["lr_decay"])

    squares = slots["G"] = slots["G"] + np.square(g)

    if variant == "keras-3.15":
        return theta - lr * g / np.sqrt(squares + eps)
    if variant == "optax-0.2.8":
        inverse_root = np.zeros_like(squares)
        np.divide(1, np.sqrt(squares + eps), out=inverse_root, where=squares > 0)
        return theta - lr * (inverse_root * g)
    return theta - lr * g / (eps + np.sqrt(squares))
