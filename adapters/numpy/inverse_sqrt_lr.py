"""The inverse square root, from Vaswani et al. (2017), equation 3, and the sources of those who have it."""

import math

VARIANTS = ("paper", "burn-0.21", "espnet-202412", "transformers-4.57")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, W = hyper["lr"], hyper["warmup"]
    if variant == "transformers-4.57":
        e = t - 1
        return base * (e / W if e < W else 1 / math.sqrt(e / W))
    scale = W**0.5 if variant == "espnet-202412" else hyper["model_size"] ** -0.5
    return base * scale * min(t**-0.5, t * W**-1.5)
