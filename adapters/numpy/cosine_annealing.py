"""Cosine annealing, from Loshchilov & Hutter (2017), equation 5, and the frameworks' sources."""

import math

VARIANTS = ("paper", "pytorch-2.13", "optax-0.2.8", "keras-3.15", "mlx-0.32", "rustorch-0.6")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, T, e = hyper["lr"], int(hyper["length"]), t - 1
    low = hyper.get("eta_min", 0.0)
    if variant in ("optax-0.2.8", "keras-3.15"):
        alpha, decay = hyper["alpha"], 0.5 * (1 + math.cos(math.pi * min(e, T) / T))
        return base * ((1 - alpha) * decay ** hyper.get("exponent", 1.0) + alpha)
    if variant == "mlx-0.32":
        e = min(e, T)
    if variant == "rustorch-0.6" and e > T:  # its counter goes from T to 1, and from 1 to 0 where T is 1
        e = (e - 1) % T + 1 if T > 1 else e % 2
    if variant == "pytorch-2.13" and e > 0:
        if (e - 1 - T) % (2 * T) == 0:
            return theta + (base - low) * (1 - math.cos(math.pi / T)) / 2
        return (1 + math.cos(math.pi * e / T)) / (1 + math.cos(math.pi * (e - 1) / T)) * (theta - low) + low
    return low + (base - low) * (1 + math.cos(math.pi * e / T)) / 2
