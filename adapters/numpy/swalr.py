"""SWALR, from the source of PyTorch."""

import math

VARIANTS = ("pytorch-2.13", "pytorch-2.13-linear")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    target, N, e = hyper["swa_lr"], int(hyper["length"]), t - 1
    if e >= N:
        return target
    if e == 0:
        return hyper["lr"]
    if e == 1:
        theta *= hyper["factor"]
    left, before = (_left(k / N, variant) for k in (e, e - 1))
    return target + (theta - target) * (left / before)


def _left(part, variant):
    return 1 - part if variant == "pytorch-2.13-linear" else math.cos(math.pi * part / 2) ** 2
