"""ADOPT, from both versions of Taniguchi et al. (2024) and the sources of torch-adopt 0.1.0 and optax.

As in torch-adopt, `calls` counts the calls before this one: 0 at the one that only initialises.
"""

import numpy as np

VARIANTS = (
    "paper",
    "paper-v1",
    "official",
    "official-decoupled",
    "official-unclipped",
    "optax-0.2.8",
    "optax-0.2.8-unclipped",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    calls, lr, b1, b2 = t - 1, hyper["lr"], hyper["beta1"], hyper["beta2"]
    if variant in ("official", "official-unclipped"):
        g = g + hyper["weight_decay"] * theta
    if calls == 0:
        slots["v"] = np.square(g)
        return theta

    if variant == "official-decoupled":
        theta = theta - theta * (lr * hyper["weight_decay"])
    normed = g / np.maximum(np.sqrt(slots["v"]), hyper["eps"])
    if variant not in ("paper-v1", "official-unclipped", "optax-0.2.8-unclipped"):
        bound = calls**0.25
        normed = np.clip(normed, -bound, bound)
    if variant == "paper-v1" and calls == 1:
        slots["m"] = normed
    else:
        slots["m"] = slots["m"] + (1 - b1) * (normed - slots["m"])
    slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)
    return theta - lr * slots["m"]
