"""Schedules at once, from the source of PyTorch."""

import math

VARIANTS = ("pytorch-2.13", "pytorch-2.13-cosine", "pytorch-2.13-absolute-first", "pytorch-2.13-absolute-last")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    e = t - 1
    theta = theta if e else hyper["lr"]  # whatever was set before the schedulers were made
    if variant == "pytorch-2.13":
        return _exponential(_linear(theta, hyper, e), hyper, e)
    if variant == "pytorch-2.13-cosine":
        return _cosine(_linear(theta, hyper, e), hyper, e)
    if variant == "pytorch-2.13-absolute-first":
        return _exponential(_inverse(theta, hyper, e), hyper, e)
    return _inverse(_exponential(theta, hyper, e), hyper, e)


def _linear(rate, hyper, e):
    f, W = hyper["start_factor"], int(hyper["warm_up"])
    if e == 0:
        return rate * f
    return rate if e > W else rate * (1 + (1 - f) / (W * f + (e - 1) * (1 - f)))


def _exponential(rate, hyper, e):
    return rate * hyper["gamma"] if e else rate


def _cosine(rate, hyper, e):
    T, low = int(hyper["length"]), hyper["eta_min"]
    if e == 0:
        return rate
    if (e - 1 - T) % (2 * T) == 0:
        return rate + (hyper["lr"] - low) * (1 - math.cos(math.pi / T)) / 2
    return (1 + math.cos(math.pi * e / T)) / (1 + math.cos(math.pi * (e - 1) / T)) * (rate - low) + low


def _inverse(rate, hyper, e):
    """Whatever the rate was."""
    return hyper["lr"] / (1 + hyper["decay"] * e)
