"""Sophia, from Liu et al. (2024), Algorithm 3, and from the authors, Levanter, optax and pytorch_optimizer."""

import numpy as np

VARIANTS = ("paper", "official", "levanter", "optax-0.2.8", "pytorch-optimizer-4.1")
GRADIENTS = 1


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "h": np.zeros_like(theta)}


def update(theta, inputs, slots, hyper, variant, t):
    g, estimate = inputs
    lr, b1, b2, eps, k = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"], int(hyper["interval"])
    official, paper = variant == "official", variant in ("paper", "pytorch-optimizer-4.1")
    old = slots["h"]
    if t % k == 0 if official or variant == "levanter" else (t - 1) % k == 0:
        slots["h"] = b2 * old + (1 - b2) * (np.square(estimate) if official else estimate)
    m = slots["m"] = b1 * slots["m"] + (1 - b1) * g

    if official:  # sign(m) * min(|m| / D, 1), which is the same for a positive D
        u = np.clip(m / (hyper["gamma"] * hyper["batch_size"] * old + eps), -1, 1)
    elif paper:
        limit = hyper.get("limit", 1.0)
        u = np.clip(m / np.maximum(hyper.get("gamma", 1.0) * slots["h"], eps), -limit, limit)
    else:
        u = np.clip(m / (1 - b1**t) / np.maximum(hyper["gamma"] * old, eps), -hyper["limit"], hyper["limit"])
    return theta - lr * (u + hyper["weight_decay"] * theta)
