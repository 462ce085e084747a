"""Step decay, from the frameworks' sources."""

VARIANTS = ("closed", "pytorch-2.13", "rustorch-0.6")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    size, gamma, done = int(hyper["step_size"]), hyper["gamma"], t - 1
    if variant == "pytorch-2.13" and done:
        return theta * gamma if done % size == 0 else theta
    if variant == "rustorch-0.6":
        done += 1
    return hyper["lr"] * gamma ** (done // size)
