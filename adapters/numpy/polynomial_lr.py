"""Polynomial decay, from the frameworks' sources."""

import math

VARIANTS = ("closed", "pytorch-2.13", "optax-0.2.8", "keras-3.15", "keras-3.15-cycle")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, T, power, e = hyper["lr"], int(hyper["length"]), hyper["exponent"], t - 1
    end = hyper.get("end", 0.0)
    if variant == "pytorch-2.13":
        if e == 0:
            return base
        return theta if e > T else theta * ((1.0 - e / T) / (1.0 - (e - 1) / T)) ** power
    if T == 0:
        return base
    if variant == "keras-3.15-cycle":
        T *= math.ceil(e / T) if e else 1
    return (base - end) * (1.0 - min(e, T) / T) ** power + end
