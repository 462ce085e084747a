"""NAdam, from Dozat's report (2015) and paper (2016), and the sources of PyTorch, Keras, optax,
Optimisers.jl and timm."""

import numpy as np

VARIANTS = (
    "pytorch-2.13",
    "pytorch-2.13-decoupled",
    "paper",
    "keras-3.15",
    "optax-0.2.8",
    "optax-0.2.8-decoupled",
    "optimisers.jl-0.4",
    "blog",
    "timm-1.0.31",
)
WITHOUT_PRODUCT = VARIANTS[4:]
DECOUPLED = ("pytorch-2.13-decoupled", "keras-3.15", "optax-0.2.8-decoupled", "timm-1.0.31")


def start(theta, hyper, variant):
    slots = {"m": np.zeros_like(theta), "v": np.zeros_like(theta)}
    return slots if variant in WITHOUT_PRODUCT else {**slots, "mu_product": 1.0}


def update(theta, g, slots, hyper, variant, t):
    lr, b1, b2, eps, decay = hyper["lr"], hyper["beta1"], hyper["beta2"], hyper["eps"], hyper.get("weight_decay", 0.0)
    if variant in DECOUPLED:
        theta = theta * (1 - lr * decay)
    elif variant == "pytorch-2.13":
        g = g + decay * theta

    if variant in WITHOUT_PRODUCT:
        mu = upcoming = b1
        here, ahead = b1**t, b1 ** (t if variant in ("blog", "timm-1.0.31") else t + 1)
    else:
        rate = hyper.get("momentum_decay", 1.0)
        mu, upcoming = (b1 * (1 - 0.5 * 0.96 ** (i * rate)) for i in (t, t + 1))
        here = slots["mu_product"] = float(slots["mu_product"]) * mu
        ahead = here * upcoming

    b = mu if variant == "paper" else b1
    m = slots["m"] = b * slots["m"] + (1 - b) * g
    v = slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)
    root = np.sqrt(v * ((b2 if variant in ("paper", "optimisers.jl-0.4") else 1) / (1 - b2**t))) + eps
    return theta - (lr * (1 - mu) / (1 - here) * g / root + lr * upcoming / (1 - ahead) * m / root)
