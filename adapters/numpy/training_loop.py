"""A training loop, from the documentation and the sources of PyTorch, optax and Keras."""

import math

import numpy as np

VARIANTS = ("pytorch-2.13", "optax-0.2.8", "keras-3.15")
JOINT = True


def start(theta, hyper, variant):
    nothing = np.zeros_like(theta)
    return {"acc": nothing, "m": nothing.copy(), "v": nothing.copy(), "ema": theta.copy()}


def update(theta, batch, slots, hyper, variant, t):
    k, keras = int(hyper["every"]), variant == "keras-3.15"
    curvature, target = batch
    scale = 1.0 if keras else 2.0 ** hyper["scale_exponent"]
    g = scale * curvature * (theta - target)

    if variant == "optax-0.2.8":
        slots["acc"] = slots["acc"] + (g - slots["acc"]) / ((t - 1) % k + 1)
    else:
        slots["acc"] = slots["acc"] + (g if keras else g / k)
    if t % k == 0:
        g = (slots["acc"] / k if keras else slots["acc"]) * (1 / scale)
        slots["acc"] = np.zeros_like(theta)
        passed = t - 1 if keras else t // k - 1
        g = clipped(g, hyper["max_norm"], variant)
        theta = adamw(theta, g, slots, hyper, keras, t // k, rate(hyper, passed, variant))
    if t % k == 0 or keras:
        d = hyper["ema_decay"] if t > k or variant == "optax-0.2.8" else 0.0
        slots["ema"] = d * slots["ema"] + (1 - d) * theta
    return theta


def clipped(g, limit, variant):
    norm = np.sqrt(np.sum(g * g))
    if variant == "pytorch-2.13":
        return g * np.minimum(limit / (norm + g.dtype.type(1e-6)), 1)
    return g if norm < limit else g / norm * g.dtype.type(limit)


def rate(hyper, passed, variant):
    warmup, length = hyper["warmup"], hyper["length"]
    if passed < warmup:
        return hyper["lr"] * passed / warmup
    part = (passed - warmup) / length
    if variant != "pytorch-2.13":
        part = min(part, 1.0)
    return hyper["lr"] * 0.5 * (1 + math.cos(math.pi * part))


def adamw(theta, g, slots, hyper, hat, t, lr):
    b1, b2, eps = hyper["beta1"], hyper["beta2"], hyper["eps"]
    m = slots["m"] = b1 * slots["m"] + (1 - b1) * g
    v = slots["v"] = b2 * slots["v"] + (1 - b2) * g * g
    theta = theta - lr * hyper["weight_decay"] * theta
    if hat:
        return theta - lr * math.sqrt(1 - b2**t) / (1 - b1**t) * m / (np.sqrt(v) + eps)
    return theta - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
