"""Exponential moving average of weights, from Kingma & Ba (2015), section 7.2, and the frameworks' sources."""

import numpy as np

VARIANTS = (
    "paper",
    "pytorch-2.13",
    "pytorch-2.13-buffers",
    "keras-3.15",
    "optax-0.2.8",
    "optax-0.2.8-incremental",
    "stable-diffusion-1",
    "timm-1.0",
    "diffusers-0.42",
    "diffusers-0.42-warm-up",
)
ZERO = ("paper", "optax-0.2.8")


def start(theta, hyper, variant):
    zero = {"m": np.zeros_like(theta)} if variant in ZERO else {}
    return {"b_avg": np.copy(theta), **zero}


def update(theta, g, slots, hyper, variant, t):
    weights, buffers = g
    decay = hyper["decay"]
    if variant in ZERO:
        m = slots["m"] = (1 - decay) * weights + decay * slots["m"]
        return m / (1 - decay**t)
    if variant == "stable-diffusion-1":
        decay = min(decay, (1 + t) / (10 + t))
    elif variant == "diffusers-0.42":
        step = t - 1
        decay = min(decay, (1 + step) / (10 + step)) if step > 0 else 0.0
    elif variant in ("timm-1.0", "diffusers-0.42-warm-up"):
        decay = min(decay, 1 - (1 + (t - 1) / hyper["gamma"]) ** -hyper["power"]) if t > 1 else 0.0
    elif variant != "optax-0.2.8-incremental" and t == 1:
        decay = 0.0
    if variant in ("pytorch-2.13-buffers", "timm-1.0"):
        slots["b_avg"] = decay * slots["b_avg"] + (1 - decay) * buffers
    elif variant in ("pytorch-2.13", "keras-3.15"):
        slots["b_avg"] = buffers
    return decay * theta + (1 - decay) * weights
