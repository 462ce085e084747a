"""Reduction on a plateau, from the sources of PyTorch 2.13, Keras 3.15 and Optax 0.2.8."""

from math import inf

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "pytorch-2.13-max",
    "pytorch-2.13-abs",
    "pytorch-2.13-max-abs",
    "keras-3.15",
    "optax-0.2.8",
)
NUMBER = True


def start(theta, hyper, variant):
    slots = {"best": 0.0, "bad": 0.0, "cooling": 0.0}
    return {**slots, "scale": 1.0} if variant == "optax-0.2.8" else slots


def update(theta, g, slots, hyper, variant, t):
    metric, best = float(g), slots["best"] if t > 1 else -inf if variant.startswith("pytorch-2.13-max") else inf
    better = improves(metric, best, hyper, variant)
    slots["best"] = metric if better else best
    if variant == "keras-3.15":
        return keras(float(theta), better, slots, hyper)
    slots["bad"], cool = 0.0 if better else slots["bad"] + 1, slots["cooling"] > 0
    if cool:
        slots["cooling"] -= 1
        slots["bad"] = 0.0
    limit = max(hyper["patience"], 1) if variant == "optax-0.2.8" else hyper["patience"] + 1
    fires = slots["bad"] >= limit
    if fires:
        slots["bad"], slots["cooling"] = 0.0, hyper["cooldown"]
    if variant == "optax-0.2.8":
        scale = slots["scale"] * hyper["factor"] if fires else slots["scale"]
        slots["scale"] = scale if cool else max(scale, hyper["min_scale"])
        return hyper["lr"] * slots["scale"]
    lower = np.maximum(theta * hyper["factor"], hyper["min_lr"])
    return lower if fires and theta - lower > hyper["eps"] else theta


def improves(metric, best, hyper, variant):
    margin = hyper["threshold"]
    if variant in ("keras-3.15", "pytorch-2.13-abs"):
        return metric < best - margin
    if variant == "pytorch-2.13-max-abs":
        return metric > best + margin
    if variant == "pytorch-2.13-max":
        return metric > best * (1 + margin)
    return metric < best * (1 - margin) - hyper.get("atol", 0.0)


def keras(theta, better, slots, hyper):
    """The cooldown ends before the metric is seen, and nothing starts over at the floor."""
    if slots["cooling"] > 0:
        slots["cooling"] -= 1
        slots["bad"] = 0.0
    if better:
        slots["bad"] = 0.0
    elif not slots["cooling"] > 0:
        slots["bad"] += 1
        if slots["bad"] >= hyper["patience"] and theta > hyper["min_lr"]:
            slots["bad"], slots["cooling"] = 0.0, hyper["cooldown"]
            return max(theta * hyper["factor"], hyper["min_lr"])
    return theta
