"""CAME, from Luo et al. (2023) and the sources of yangluo7/CAME and pytorch_optimizer."""

import numpy as np

VARIANTS = ("official", "pytorch-optimizer-4.1", "pytorch-optimizer-4.1-coupled")


def start(theta, hyper, variant):
    matrix = theta.ndim == 2
    slots = {"m": np.zeros_like(theta), "v": np.zeros(0, theta.dtype) if matrix else np.zeros_like(theta)}
    for of_rows, of_columns in (("r", "c"), ("res_r", "res_c")):
        slots[of_rows] = np.zeros(theta.shape[0] if matrix else 0, theta.dtype)
        slots[of_columns] = np.zeros(theta.shape[1] if matrix else 0, theta.dtype)
    return slots


def update(theta, g, slots, hyper, variant, t):
    lr, wd, b1, b2 = (hyper[name] for name in ("lr", "weight_decay", "beta1", "beta2"))
    if variant.endswith("coupled"):
        g = g + theta * wd
    squares = np.square(g) + hyper["eps1"]
    if g.ndim == 2:
        u = g * inverse_root(slots, "r", "c", b2, squares)
    else:
        slots["v"] = slots["v"] * b2 + squares * (1 - b2)
        u = g / np.sqrt(slots["v"])
    u = u / max(1.0, rms(u) / hyper["clip"])
    m = slots["m"] = slots["m"] * b1 + u * (1 - b1)
    move = m
    if g.ndim == 2:
        move = m * inverse_root(slots, "res_r", "res_c", hyper["beta3"], np.square(u - m) + hyper["eps2"])
    if not variant.endswith("coupled"):
        theta = theta - theta * (wd * lr)
    return theta - lr * move


def inverse_root(slots, of_rows, of_columns, beta, x):
    """One over the root of the factored average of `x`, which is brought up to date."""
    r = slots[of_rows] = slots[of_rows] * beta + x.mean(axis=1) * (1 - beta)
    c = slots[of_columns] = slots[of_columns] * beta + x.mean(axis=0) * (1 - beta)
    return np.outer(1 / np.sqrt(r / r.mean()), 1 / np.sqrt(c))


def rms(x):
    return float(np.sqrt(np.mean(np.square(x))))
