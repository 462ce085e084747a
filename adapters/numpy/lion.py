"""Lion, from Chen et al. (2023), Algorithm 2, and the sources of its authors, optax, Keras,
pytorch_optimizer, lion_pytorch and timm."""

import numpy as np

VARIANTS = (
    "paper",
    "official",
    "optax-0.2.8",
    "optax-0.2.8-refined",
    "keras-3.15",
    "pytorch-optimizer-4.1",
    "pytorch-optimizer-4.1-coupled",
    "lion-pytorch-0.2-decoupled",
    "timm-1.0.31-cautious",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, decay = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["weight_decay"]
    if variant == "lion-pytorch-0.2-decoupled":
        decay = decay / hyper["lr_max"]
    elif variant.endswith("coupled"):
        g, decay = g + decay * theta, 0.0

    mixed = (1 - b1) * g + b1 * slots["m"]
    refined = variant.endswith("refined")
    direction = np.where(np.abs(mixed) < 1, mixed, np.sign(mixed)) if refined else np.sign(mixed)
    if variant == "timm-1.0.31-cautious":
        agree = (direction * g > 0).astype(theta.dtype)
        direction = direction * (agree / max(agree.mean(), 1e-3))
    slots["m"] = b2 * slots["m"] + (1 - b2) * g
    return theta - lr * (direction + decay * theta)
