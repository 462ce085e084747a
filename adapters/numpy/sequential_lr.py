"""Schedules in sequence, from the sources of optax, MLX and PyTorch."""

import math
from bisect import bisect_right

VARIANTS = ("optax-0.2.8", "mlx-0.32", "pytorch-2.13")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, T, e = hyper["lr"], int(hyper["length"]), t - 1
    milestones = [int(hyper["first"]), int(hyper["first"]) + int(hyper["second"])]
    active = bisect_right(milestones, e)
    n = e - ([0, *milestones][active])
    if variant != "pytorch-2.13":
        return base * _closed(active, min(n, T) if active == 2 else n, hyper, T)
    if n == 0:
        return base * _closed(active, 0, hyper, T)
    if active == 1:
        return theta * hyper["gamma"]
    if active == 0:
        rise, W = 1 - hyper["start_factor"], int(hyper["warm_up"])
        return theta if n > W else theta * (1 + rise / (W * hyper["start_factor"] + (n - 1) * rise))
    if (n - 1 - T) % (2 * T) == 0:
        return theta + base * (1 - math.cos(math.pi / T)) / 2
    return theta * (1 + math.cos(math.pi * n / T)) / (1 + math.cos(math.pi * (n - 1) / T))


def _closed(active, n, hyper, T):
    """The factor of the active schedule after `n` steps of its own."""
    if active == 0:
        f, W = hyper["start_factor"], int(hyper["warm_up"])
        return f + (1 - f) * min(n, W) / W
    return hyper["gamma"] ** n if active == 1 else 0.5 * (1 + math.cos(math.pi * n / T))
