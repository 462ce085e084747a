"""A constant factor on the learning rate, from the frameworks' sources."""

VARIANTS = ("closed", "pytorch-2.13", "optax-0.2.8")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, length, done = hyper["lr"], int(hyper.get("length", 0)), t - 1
    if variant == "pytorch-2.13" and done:
        return theta * (1 / hyper["factor"]) if done == length else theta
    return base * hyper["factor"] if done < length else base
