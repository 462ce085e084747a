"""The learning rate range test, from Smith (2017), section 3.3, and the sources of the frameworks."""

VARIANTS = (
    "paper",
    "optax-0.2.8-linear",
    "optax-0.2.8",
    "pytorch-2.13-linear",
    "pytorch-2.13",
    "fastai-2",
    "torch-lr-finder-0.2-linear",
    "torch-lr-finder-0.2",
    "lightning-2-linear",
    "lightning-2",
)
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    low, high, n, e = hyper["lr"], hyper["high"], int(hyper["length"]), t - 1
    if variant == "paper" or variant.startswith("optax"):
        e = min(e, n)
    if variant.startswith("lightning") and e > 0:
        e += 1
    part = e / (n - 1) if variant.startswith("torch-lr-finder") else e / n
    if variant == "paper" or variant.endswith("linear"):
        return low + part * (high - low)
    return low * (high / low) ** part
