"""AdamW, from Loshchilov & Hutter (2019), Algorithm 2, and the sources of PyTorch, optax, Keras,
HeavyBall and timm."""

import math

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "paper",
    "optax-0.2.8",
    "optax-0.2.8-eps-root",
    "keras-3.15",
    "heavyball-3.2",
    "timm-1.0.31-cautious",
)


def start(theta, hyper, variant):
    return {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    alpha, b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"]
    wd = hyper["weight_decay"]
    m, v = slots["m"], slots["v"]

    if variant == "keras-3.15":
        theta = theta - theta * wd * alpha
        alpha *= math.sqrt(1 - b2**t) / (1 - b1**t)
        m += (g - m) * (1 - b1)
        v += (g**2 - v) * (1 - b2)
        return theta - m * alpha / (np.sqrt(v) + eps)

    m[...] = b1 * m + (1 - b1) * g
    v[...] = b2 * v + (1 - b2) * g**2
    m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
    if variant == "pytorch-2.13":
        theta = theta * (1 - alpha * wd)
        return theta - alpha * m_hat / (np.sqrt(v_hat) + eps)
    if variant == "timm-1.0.31-cautious":
        agree = (m * g > 0).astype(theta.dtype)
        m_hat = m_hat * (agree / max(agree.mean(), 1e-3))
        return theta * (1 - alpha * wd) - alpha * m_hat / (np.sqrt(v_hat) + eps)
    if variant == "heavyball-3.2":
        return theta * (1 - alpha * wd) - alpha * (m_hat / np.sqrt(v_hat).clip(eps))
    if variant == "paper":
        eta = hyper["schedule_multiplier"]
        return theta - eta * (alpha * m_hat / (np.sqrt(v_hat) + eps) + wd * theta)
    root = np.sqrt(v_hat + eps) if variant == "optax-0.2.8-eps-root" else np.sqrt(v_hat) + eps
    return theta - alpha * (m_hat / root + wd * theta)
