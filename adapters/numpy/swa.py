"""Stochastic weight averaging, from Izmailov et al. (2018), Algorithm 1, and sources of PyTorch and torchcontrib."""

import numpy as np

VARIANTS = ("paper", "pytorch-2.13", "pytorch-2.13-buffers", "torchcontrib-0.0.2")


def start(theta, hyper, variant):
    return {"b_avg": np.copy(theta)}


def update(theta, g, slots, hyper, variant, t):
    weights, buffers = g
    start, frequency = int(hyper.get("start", 0)), int(hyper["frequency"])
    if variant in ("paper", "torchcontrib-0.0.2"):
        if t <= start or t % frequency:
            return theta
        models = sum(1 for i in range(start + 1, t) if i % frequency == 0)
    else:
        if t < start or (t - start) % frequency:
            return theta
        models = len(range(start, t, frequency))
    if variant == "paper":
        return (theta * (models + 1) + weights) / (models + 2)
    if variant == "pytorch-2.13":
        slots["b_avg"] = buffers
    elif variant == "pytorch-2.13-buffers":
        slots["b_avg"] = _mean(slots["b_avg"], buffers, models)
    return _mean(theta, weights, models)


def _mean(average, new, models):
    """With another term: the first one is copied."""
    return np.copy(new) if models == 0 else average + (new - average) / (models + 1)
