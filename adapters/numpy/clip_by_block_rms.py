"""Clipping by the root mean square, from Shazeer & Stern (2018), section 6, and the source of optax."""

import numpy as np

VARIANTS = ("optax-0.2.8", "paper")


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    rms = float(np.sqrt(np.mean(np.square(g))))
    return g / float(np.maximum(1.0, rms / hyper["threshold"]))
