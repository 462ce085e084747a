"""LAMB, from You et al. (2020), Algorithm 2, and the sources of optax, Keras, pytorch_optimizer, timm
and torch_optimizer."""

import math

import numpy as np

VARIANTS = (
    "paper",
    "paper-v3",
    "optax-0.2.8",
    "keras-3.15",
    "pytorch-optimizer-4.1",
    "pytorch-optimizer-4.1-uncorrected",
    "timm-1.0.31",
    "timm-1.0.31-trust-clip",
    "torch-optimizer-0.3",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"]
    wd, kozistr = hyper["weight_decay"], variant.startswith("pytorch-optimizer")
    m = slots["m"] = b1 * slots["m"] + (1 - b1) * g
    v = slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)

    if kozistr or variant in ("paper-v3", "torch-optimizer-0.3"):
        step = m / (np.sqrt(v) + eps)
    else:
        step = m / (1 - b1**t) / (np.sqrt(v) / math.sqrt(1 - b2**t) + eps)
    if variant in ("keras-3.15", "pytorch-optimizer-4.1"):
        theta = theta - theta * (lr * wd)
    else:
        step = step + theta * wd

    weights, moves = norm(theta), norm(step)
    trust = 1.0
    if kozistr:
        if weights and moves:
            trust = min(weights, 10.0) / (moves + eps)
        if not variant.endswith("uncorrected"):
            lr = lr / (1 - b1**t)
    elif weights and moves and (wd or not variant.startswith("timm")):
        trust = (min(weights, 10.0) if variant == "torch-optimizer-0.3" else weights) / moves
        if variant.endswith("trust-clip"):
            trust = min(trust, 1.0)
    return theta - step * (lr * trust)


def norm(x):
    return float(np.sqrt(np.sum(np.square(x))))
