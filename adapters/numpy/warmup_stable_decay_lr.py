"""Warm-up, stable, decay, from Hu et al. (2024) and the sources of the frameworks."""

import math

VARIANTS = (
    "paper",
    "transformers-5.18-linear",
    "transformers-5.18-cosine",
    "transformers-5.18-sqrt",
    "optax-0.2.8-linear",
    "optax-0.2.8-cosine",
    "pytorch-2.13",
)
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, W, e = hyper["lr"], int(hyper["warmup"]), t - 1
    k, least = e - W - int(hyper["stable"]), hyper.get("ratio", 0.0)
    if variant == "pytorch-2.13":
        return _recursive(theta, base, least, W, int(hyper["decay"]), e, k)
    if e < W:
        low = least if variant.startswith("transformers") else 0.0
        return base * (e / W * (1 - low) + low)
    if k < 0:
        return base
    if variant == "paper":
        return base * 0.5 ** (k / int(hyper["half_life"]))
    p = min(k / int(hyper["decay"]), 1.0)
    shapes = {"linear": 1 - p, "cosine": 0.5 * (1 + math.cos(math.pi * p)), "sqrt": 1 - math.sqrt(p)}
    return base * (shapes[variant.rsplit("-", 1)[1]] * (1 - least) + least)


def _recursive(theta, base, least, W, D, e, k):
    """LinearLR(1 / W, 1, W - 1), ConstantLR(1) and LinearLR(1, least, D), each from the base learning rate."""
    if e == 0:
        return base / W
    if e == W or k == 0:
        return base
    if e < W:
        return theta * (1 + 1 / e)
    if 0 < k <= D:
        return theta * (1 + (least - 1) / (D + (k - 1) * (least - 1)))
    return theta
