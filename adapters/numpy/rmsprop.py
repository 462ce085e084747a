"""RMSProp, from Tieleman & Hinton (2012), Graves (2013), and the sources of PyTorch, Keras, optax, TensorFlow 1
and timm."""

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "pytorch-2.13-momentum",
    "pytorch-2.13-centered",
    "paper",
    "keras-3.15",
    "keras-3.15-momentum",
    "keras-3.15-centered",
    "graves-2013",
    "optax-0.2.8",
    "optax-0.2.8-momentum",
    "optax-0.2.8-centered",
    "optax-0.2.8-eps-outside",
    "tensorflow-1.15-centered",
    "tensorflow-1.15-momentum",
    "timm-1.0.31-momentum",
    "timm-1.0.31",
)


def start(theta, hyper, variant):
    slots = {"v": (np.ones_like if variant.startswith(("tensorflow", "timm")) else np.zeros_like)(theta)}
    if _centred(variant):
        slots["a"] = np.zeros_like(theta)
    if "momentum" in hyper:
        slots["b"] = np.zeros_like(theta)
    return slots


def update(theta, g, slots, hyper, variant, t):
    rho, eps = hyper["alpha"], hyper.get("eps", 0.0)
    if variant.startswith("keras"):
        theta = theta - theta * hyper["weight_decay"] * hyper["lr"]
    elif variant.startswith(("pytorch", "timm")):
        g = g + hyper["weight_decay"] * theta

    spread = slots["v"] = rho * slots["v"] + (1 - rho) * np.square(g)
    if _centred(variant):
        slots["a"] += (1 - rho) * (g - slots["a"])
        spread = spread - np.square(slots["a"])

    if variant.startswith(("pytorch", "paper")) or variant.endswith("eps-outside"):
        scaled = g / (np.sqrt(spread) + eps)
    else:
        scaled = g / np.sqrt(spread + eps)

    if "momentum" not in hyper:
        return theta - hyper["lr"] * scaled
    if variant.startswith("pytorch"):
        slots["b"] = hyper["momentum"] * slots["b"] + scaled
        return theta - hyper["lr"] * slots["b"]
    slots["b"] = hyper["momentum"] * slots["b"] - hyper["lr"] * scaled
    return theta + slots["b"]


def _centred(variant):
    return variant.endswith("centered") or variant == "graves-2013"
