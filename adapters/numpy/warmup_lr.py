"""Linear warm-up, from Goyal et al. (2017), section 2.2, and the frameworks' sources."""

VARIANTS = ("paper", "optax-0.2.8", "pytorch-warmup-0.2", "pytorch-2.13")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    base, W = hyper["lr"], int(hyper["warmup"])
    if variant == "pytorch-warmup-0.2":
        return base * min(1.0, t / W)
    if variant == "pytorch-2.13":
        if t == 1:
            return base * (1 / W)
        return theta * t / (t - 1) if t <= W else theta
    low = hyper["init"]
    return base if t > W else low + (t - 1) * (base - low) / W
