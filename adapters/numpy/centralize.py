"""Gradient centralization, from Yong et al. (2020), equation 1, and the sources of optax and keras.io."""

VARIANTS = ("paper", "keras-io")


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    if g.ndim < 2:
        return g
    inputs = tuple(range(g.ndim - 1)) if variant == "keras-io" else tuple(range(1, g.ndim))
    return g - g.mean(axis=inputs, keepdims=True)
