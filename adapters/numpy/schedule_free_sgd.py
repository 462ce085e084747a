"""Schedule-Free SGD, from Defazio et al. (2024) and the sources of schedulefree, pytorch_optimizer and optax."""

import numpy as np

VARIANTS = ("paper", "official", "pytorch-optimizer-4.1", "optax-0.2.8")


def start(theta, hyper, variant):
    return {"z": np.copy(theta)} if variant == "paper" else {"z": np.copy(theta), "lr_max": 0.0, "weight_sum": 0.0}


def update(y, g, slots, hyper, variant, t):
    beta, warmup = hyper["beta"], hyper.get("warmup_steps", 0.0)
    rate = hyper["lr"] * (t / warmup if t < warmup else 1.0)
    g = g + hyper.get("weight_decay", 0.0) * y
    share = 1 / (t + 1)
    if variant != "paper":
        slots["lr_max"] = max(rate, float(slots["lr_max"]))
        weight = t ** hyper.get("r", 0.0) * slots["lr_max"] ** 2
        slots["weight_sum"] = float(slots["weight_sum"]) + weight
        share = weight / slots["weight_sum"] if slots["weight_sum"] else 0.0

    z = slots["z"]
    slots["z"] = z - rate * g
    if variant in ("official", "pytorch-optimizer-4.1"):
        return y + share * (z - y) + rate * (beta * (1 - share) - 1) * g
    x = (1 - share) * ((y - (1 - beta) * z) / beta) + share * slots["z"]
    return beta * x + (1 - beta) * slots["z"]


def exchanged(theta, slots, hyper, evaluating):
    """The average x in the place of y, as schedulefree's `eval` has it, or y in that of x."""
    b1 = hyper["beta"]
    return theta + (1 - 1 / b1 if evaluating else 1 - b1) * (slots["z"] - theta)
