"""Adafactor, from Shazeer & Stern (2018) and the sources of PyTorch, optax, Keras, MLX, pytorch_optimizer
and transformers."""

import math

import numpy as np

VARIANTS = (
    "paper",
    "pytorch-2.13",
    "optax-0.2.8",
    "keras-3.15",
    "mlx-0.32",
    "pytorch-optimizer-4.1",
    "transformers-5.24-momentum",
    "transformers-5.24",
    "transformers-5.24-warm-up",
    "transformers-5.24-given",
)
MOMENTUM = ("pytorch-optimizer-4.1", "transformers-5.24-momentum")


def start(theta, hyper, variant):
    matrix = theta.ndim == 2
    slots = {
        "r": np.zeros(theta.shape[0] if matrix else 0, theta.dtype),
        "c": np.zeros(theta.shape[1] if matrix else 0, theta.dtype),
        "v": np.zeros(0, theta.dtype) if matrix else np.zeros_like(theta),
    }
    return {**slots, "m": np.zeros_like(theta)} if variant in MOMENTUM else slots


def update(theta, g, slots, hyper, variant, t):
    lr, decay = hyper["lr"], hyper.get("weight_decay", 0.0)
    if variant == "keras-3.15":
        theta = theta - theta * (decay * lr)
    alpha = max(hyper["eps2"], rms(theta)) if "eps2" in hyper else 1.0
    if variant in ("optax-0.2.8", "pytorch-optimizer-4.1", "transformers-5.24-given"):
        alpha *= lr
    else:
        alpha *= min(lr * t if variant.endswith("warm-up") else lr, 1 / math.sqrt(t))
    start = theta
    if variant == "pytorch-2.13":
        start = theta * (1 - lr * decay)
    elif variant.startswith(("mlx", "pytorch-optimizer", "transformers")):
        start = theta * (1 - alpha * decay)

    u = g / root(g, slots, hyper, variant, min(hyper.get("beta2_cap", 1.0), 1 - t ** -hyper["decay_rate"]))
    move = alpha * (u / max(1.0, rms(u) / hyper["clip"]))
    if variant in MOMENTUM:
        move = slots["m"] = slots["m"] + (1 - hyper["beta1"]) * (move - slots["m"])
    return start - (move + decay * theta if variant == "optax-0.2.8" else move)


def root(g, slots, hyper, variant, beta):
    """What divides the gradient, from the statistics brought up to date."""
    torch, average = variant == "pytorch-2.13", np.sum if variant == "paper" else np.mean
    squares = np.square(g) if torch else np.square(g) + hyper["eps1"]
    if g.ndim == 2:
        slots["r"] = beta * slots["r"] + (1 - beta) * average(squares, axis=1)
        slots["c"] = beta * slots["c"] + (1 - beta) * average(squares, axis=0)
        whole = average(slots["r"])
        v = np.outer(slots["r"], slots["c"]) / (max(whole, hyper["eps1"]) if torch else whole)
    else:
        v = slots["v"] = beta * slots["v"] + (1 - beta) * squares
    return np.sqrt(np.maximum(v, hyper["eps1"] ** 2)) if torch else np.sqrt(v)


def rms(x):
    return float(np.sqrt(np.mean(np.square(x))))
