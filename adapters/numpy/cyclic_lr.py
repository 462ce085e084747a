"""Cyclical learning rates, from Smith (2017), section 3, and the source of PyTorch 2.13."""

VARIANTS = (
    "paper",
    "paper-triangular2",
    "paper-exp-range",
    "pytorch-2.13",
    "pytorch-2.13-triangular2",
    "pytorch-2.13-exp-range",
)
NUMBER = True


def start(theta, hyper, variant):
    return {"momentum": hyper["max_momentum"]}


def update(theta, g, slots, hyper, variant, t):
    up, down = int(hyper["up"]), int(hyper["down"])
    cycles, position = divmod(t - 1, up + down)
    height = position / up if position <= up else (up + down - position) / down
    low, high = hyper["lr"], hyper["max_lr"]
    if variant == "paper-exp-range":
        fading = hyper["gamma"] ** (t - 1)
        return low * fading + (high - low) * fading * height
    if variant.endswith("triangular2"):
        height /= 2**cycles
    elif variant == "pytorch-2.13-exp-range":
        height *= hyper["gamma"] ** (t - 1)
    if variant.startswith("pytorch"):
        least, most = hyper["base_momentum"], hyper["max_momentum"]
        slots["momentum"] = most - (most - least) * height
    return low + (high - low) * height
