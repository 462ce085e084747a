"""Muon, from the post of Jordan et al. (2024), the authors' code, and the sources of PyTorch, optax, Keras,
MLX and tinygrad."""

import math

import numpy as np

VARIANTS = (
    "jordan",
    "paper",
    "pytorch-2.13",
    "pytorch-2.13-without-nesterov",
    "pytorch-2.13-match-rms",
    "pytorch-optimizer-4.1",
    "pytorch-optimizer-4.1-adjusted",
    "pytorch-optimizer-4.1-coupled",
    "optax-0.2.8",
    "optax-0.2.8-without-nesterov",
    "optax-0.2.8-consistent-rms",
    "keras-3.15",
    "mlx-0.32",
    "tinygrad-0.14",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta)}


def newton_schulz(g, steps, coefficients, eps, clamped):
    """The iteration on the side that has fewer rows."""
    a, b, c = coefficients
    x = g.T if g.shape[0] > g.shape[1] else g
    norm = np.sqrt((x * x).sum())
    x = x / (max(norm, x.dtype.type(eps)) if clamped else norm + x.dtype.type(eps))
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def direction(g, buf, mu, variant, t):
    """What is orthogonalised; the buffer is updated in place."""
    if variant in ("paper", "tinygrad-0.14"):
        buf[...] = mu * buf + g
        return buf if variant == "paper" else g + mu * buf
    if variant == "keras-3.15":
        buf += g + (mu - 1) * buf
        return g + mu * buf
    buf += (1 - mu) * (g - buf)
    if variant == "optax-0.2.8":
        return mu * (buf / (1 - mu ** (t + 1))) + (1 - mu) * (g / (1 - mu**t))
    if variant == "optax-0.2.8-consistent-rms":
        return mu * buf / (1 - mu ** (t + 1)) + (1 - mu) * g / (1 - mu**t)
    if variant == "optax-0.2.8-without-nesterov":
        return buf / (1 - mu**t)
    return buf if variant == "pytorch-2.13-without-nesterov" else g + mu * (buf - g)


def factor(variant, rows, columns, rate):
    """By how much the shape stretches the step."""
    if variant in ("paper", "tinygrad-0.14"):
        return 1.0
    if variant in ("optax-0.2.8", "optax-0.2.8-without-nesterov"):
        return math.sqrt(max(1, columns / rows))
    if variant.endswith(("match-rms", "adjusted", "consistent-rms")) or variant == "keras-3.15":
        return rate * math.sqrt(max(rows, columns))
    return math.sqrt(max(1, rows / columns))


def update(theta, g, slots, hyper, variant, t):
    lr, mu, wd = hyper["lr"], hyper["momentum"], hyper.get("weight_decay", 0.0)
    coefficients = (hyper.get("ns_a", 3.4445), hyper.get("ns_b", -4.775), hyper.get("ns_c", 2.0315))
    if variant in ("mlx-0.32", "pytorch-optimizer-4.1-coupled"):
        g = g + wd * theta
    else:
        theta = theta * (1 - lr * wd)
    u = direction(g, slots["m"], mu, variant, t)
    clamped = variant.startswith("pytorch")
    o = newton_schulz(u, int(hyper.get("ns_steps", 5)), coefficients, hyper.get("eps", 1e-7), clamped)
    rows, columns = theta.shape
    return theta - lr * factor(variant, rows, columns, hyper.get("rms_rate", 0.2)) * o
