"""Prodigy, from Mishchenko & Defazio (2023), Algorithm 4, and the sources of prodigyopt and optax.

The step works on all parameters as one vector, which has one distance.
"""

import math

import numpy as np

PACKAGE = ("prodigyopt-1.1", "prodigyopt-1.1-warmup", "prodigyopt-1.1-limited")
OPTAX = ("optax-0.2.8", "optax-0.2.8-warmup")
VARIANTS = ("paper", *PACKAGE, *OPTAX)
JOINT = True


def start(theta, hyper, variant):
    zeros = {name: np.zeros_like(theta) for name in ("m", "v", "s")}
    slots = {**zeros, "theta0": theta.copy(), "r": 0.0, "d": hyper["d0"]}
    return {**slots, "d_max": hyper["d0"]} if variant in PACKAGE else slots


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, d0 = (hyper[name] for name in ("lr", "beta1", "beta2", "d0"))
    b3, d = hyper.get("beta3", math.sqrt(b2)), float(slots["d"])
    corrected = variant in OPTAX or variant == "prodigyopt-1.1-warmup"
    dlr = d * lr * (math.sqrt(1 - b2**t) / (1 - b1**t) if corrected else 1)

    slots["m"] = b1 * slots["m"] + (d * (1 - b1)) * g
    slots["v"] = b2 * slots["v"] + (d * d * (1 - b2)) * np.square(g)
    scale = d * (1 - b3) if variant == "paper" else d / d0
    before = float(slots["r"])
    slots["r"] = b3 * before + scale * dlr * float(g @ (slots["theta0"] - theta))
    slots["s"] = b3 * slots["s"] + (scale * (d if variant.endswith("warmup") else dlr)) * g

    size = float(np.abs(slots["s"]).sum())
    if size > 0:
        grown(slots, hyper.get("d_coef", 1.0) * slots["r"] / size, d0, hyper.get("growth_rate", math.inf))
    elif variant in PACKAGE:
        return theta
    root = np.sqrt(slots["v"]) + (d if variant == "paper" else slots["d"]) * hyper["eps"]
    return theta - (dlr * hyper.get("weight_decay", 0.0)) * theta - dlr * (slots["m"] / root)


def grown(slots, estimate, d0, growth):
    """As prodigyopt has it; elsewhere the largest estimate so far is the distance."""
    d = float(slots["d"])
    largest = max(float(slots.get("d_max", d)), estimate)
    if d == d0:
        d = max(d, estimate)
    slots["d"] = min(largest, d * growth)
    if "d_max" in slots:
        slots["d_max"] = largest
