"""A function as the factor of each step, from PyTorch's source."""

VARIANTS = ("pytorch-2.13",)
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    return theta * (1 / (1 + hyper["decay"] * t)) if t > 1 else hyper["lr"]
