"""The gradient of a batch, from Bottou, Curtis & Nocedal (2018) and Welling & Teh (2011)."""

import numpy as np

VARIANTS = ("paper", "pytorch-2.13-sum", "welling-2011")


def start(theta, hyper, variant):
    return {}


def update(theta, inputs, slots, hyper, variant, t):
    samples, batch = np.split(inputs, 2)
    total = np.sum(samples, axis=0, where=batch > 0)
    if variant == "pytorch-2.13-sum":
        return total
    mean = total / np.maximum(np.sum(batch, axis=0), 1)
    return mean * len(samples) if variant == "welling-2011" else mean
