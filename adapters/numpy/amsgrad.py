"""AMSGrad, from Reddi, Kale & Kumar (2018), Algorithm 2, and the sources of PyTorch, optax and Keras."""

import math

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "pytorch-2.13-decoupled",
    "paper",
    "optax-0.2.8",
    "optax-0.2.8-uncorrected",
    "optax-0.2.8-first-corrected",
    "keras-3.15",
)


def start(theta, hyper, variant):
    return {name: np.zeros_like(theta) for name in ("m", "v", "v_max")}


def update(theta, g, slots, hyper, variant, t):
    alpha, b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper.get("eps", 0.0)
    if variant == "pytorch-2.13":
        g = g + hyper["weight_decay"] * theta
    elif variant in ("pytorch-2.13-decoupled", "keras-3.15"):
        theta = theta * (1 - alpha * hyper["weight_decay"])

    slots["m"] = b1 * slots["m"] + (1 - b1) * g
    slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)
    candidate = slots["v"] / (1 - b2**t) if variant == "optax-0.2.8" else slots["v"]
    slots["v_max"] = np.where(candidate > slots["v_max"], candidate, slots["v_max"])

    m, root = slots["m"], np.sqrt(slots["v_max"])
    if variant in ("paper", "optax-0.2.8-uncorrected"):
        return theta - alpha * m / (root + eps)
    if variant in ("optax-0.2.8", "optax-0.2.8-first-corrected"):
        return theta - alpha * (m / (1 - b1**t) / (root + eps))
    if variant == "keras-3.15":
        return theta - m * (alpha * math.sqrt(1 - b2**t) / (1 - b1**t)) / (root + eps)
    return theta - alpha / (1 - b1**t) * (m / (root / math.sqrt(1 - b2**t) + eps))
