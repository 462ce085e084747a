"""Warm-up and cosine annealing, from the sources of the frameworks."""

import math

VARIANTS = (
    "optax-0.2.8",
    "transformers-5.24",
    "keras-3.15",
    "timm-1.0-prefix",
    "timm-1.0",
    "build-nanogpt",
    "nanogpt",
    "pytorch-2.13",
)
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, W, e = hyper["lr"], int(hyper["warmup"]), t - 1
    if variant == "pytorch-2.13":
        return _recursive(theta, base, hyper["eta_min"], W, int(hyper["length"]) - W, e)
    if variant == "transformers-5.24":
        return base * (e / W if e < W else max(0.0, (1 + math.cos(math.pi * (e - W) / (hyper["length"] - W))) / 2))
    if e < W:
        if variant == "build-nanogpt":
            return base * (e + 1) / W
        if variant == "nanogpt":
            return base * (e + 1) / (W + 1)
        return hyper["init"] + e * ((base - hyper["init"]) / W)
    low = hyper["alpha"] * base if variant == "keras-3.15" else hyper["eta_min"]
    length, e = int(hyper["length"]), e if variant == "timm-1.0" else e - W
    if variant in ("optax-0.2.8", "build-nanogpt", "nanogpt"):
        length -= W
    return low + 0.5 * (base - low) * (1 + math.cos(math.pi * min(e, length) / length))


def _recursive(theta, base, low, W, T, e):
    """LinearLR(1 / W, 1, W - 1), which CosineAnnealingLR(T, low) replaces, from the base learning rate again."""
    if e == 0:
        return base / W
    if e < W:
        return theta * (e + 1) / e
    k = e - W
    if k == 0:
        return base
    if (k - 1 - T) % (2 * T) == 0:
        return theta + (base - low) * (1 - math.cos(math.pi / T)) / 2
    return (1 + math.cos(math.pi * k / T)) / (1 + math.cos(math.pi * (k - 1) / T)) * (theta - low) + low
