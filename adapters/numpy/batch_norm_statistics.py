"""Batch-norm statistics, from Ioffe & Szegedy (2015), Algorithm 2, and the sources of PyTorch and Keras."""

import numpy as np

VARIANTS = ("paper", "pytorch-2.13", "pytorch-2.13-momentum", "keras-3.15")


def start(theta, hyper, variant):
    return {"v": np.ones_like(theta)}


def update(theta, batch, slots, hyper, variant, t):
    mean, variance = batch.mean(axis=0), batch.var(axis=0, ddof=0 if variant == "keras-3.15" else 1)
    momentum = 1 / t if variant in ("paper", "pytorch-2.13") else hyper["momentum"]
    slots["v"] = (1 - momentum) * slots["v"] + momentum * variance
    return (1 - momentum) * theta + momentum * mean
