"""A function of the number of steps, from the frameworks' sources: inverse-time decay."""

VARIANTS = ("pytorch-2.13", "keras-3.15", "keras-3.15-staircase")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    done, length = t - 1, int(hyper.get("length", 1))
    steps = done // length if variant == "keras-3.15-staircase" else done / length
    return hyper["lr"] * (1 / (1 + hyper["decay"] * steps))
