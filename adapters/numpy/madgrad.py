"""MADGRAD, from Defazio & Jelassi (2022) and the sources of madgrad, timm, pytorch_optimizer and optax."""

import numpy as np

VARIANTS = (
    "paper",
    "madgrad-1.3",
    "madgrad-1.3-decoupled",
    "madgrad-1.3-without-momentum",
    "timm-1.0.31",
    "timm-1.0.31-decoupled",
    "pytorch-optimizer-4.1",
    "pytorch-optimizer-4.1-decoupled",
    "pytorch-optimizer-4.1-without-momentum",
    "optax-0.2.8",
)
STILL = ("madgrad-1.3", "pytorch-optimizer-4.1")  # a learning rate of 0 stays 0


def start(theta, hyper, variant):
    slots = {"s": np.zeros_like(theta), "v": np.zeros_like(theta)}
    return slots if variant.endswith("without-momentum") else {**slots, "x0": np.copy(theta)}


def update(p, g, slots, hyper, variant, t):
    lr, eps, decay = hyper["lr"], hyper["eps"], hyper.get("weight_decay", 0.0)
    gamma = lr
    if variant != "paper" and not (lr == 0 and variant.startswith(STILL)):
        gamma = lr + eps
    lamb = gamma * t**0.5

    old = p
    if variant == "timm-1.0.31-decoupled":
        p = p * (1 - lr * decay)
    elif not variant.endswith("decoupled"):
        g = g + decay * p

    origin = slots["x0"] if "x0" in slots else p + slots["s"] / (eps + np.cbrt(slots["v"]))
    slots["v"] = slots["v"] + lamb * np.square(g)
    slots["s"] = slots["s"] + lamb * g
    z = origin - slots["s"] / (eps + np.cbrt(slots["v"]))
    moved = p + (1 - hyper.get("momentum", 0.0)) * (z - p)
    decays = variant.endswith("decoupled") and not variant.startswith("timm")
    return moved - gamma * decay * old if decays else moved
