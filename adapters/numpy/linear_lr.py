"""Linear schedules, from the frameworks' sources."""

VARIANTS = ("closed", "pytorch-2.13", "optax-0.2.8", "mlx-0.32")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, T, e = hyper["lr"], int(hyper["length"]), t - 1
    if variant in ("optax-0.2.8", "mlx-0.32"):
        gone = min(max(e - int(hyper.get("begin", 0)), 0), T)
        return base + gone * ((hyper["end"] - base) / T) if T else base
    first, last = hyper["start_factor"], hyper["end_factor"]
    if variant == "closed" or e == 0:
        return base * (first + (last - first) * min(e, T) / T if T else first)
    if e > T:
        return theta
    return theta * (1 + (last - first) / (T * first + (e - 1) * (last - first)))
