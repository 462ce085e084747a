"""Exponential decay, from the frameworks' sources."""

import math

VARIANTS = (
    "closed",
    "pytorch-2.13",
    "keras-3.15",
    "optax-0.2.8",
    "optax-0.2.8-staircase",
    "optax-0.2.8-end",
)
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, gamma, done = hyper["lr"], hyper["gamma"], t - 1
    if variant == "pytorch-2.13" and done:
        return theta * gamma
    done = max(done - int(hyper.get("begin", 0)), 0)
    length = int(hyper.get("steps", 1))
    power = done // length if variant.endswith("staircase") or length == 1 else done / length
    rate = base * math.pow(gamma, power)
    if "end_value" in hyper:
        rate = max(rate, hyper["end_value"]) if gamma < 1 else min(rate, hyper["end_value"])
    return rate
