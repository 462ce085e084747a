"""Decay at milestones, from the frameworks' sources."""

from bisect import bisect_left, bisect_right

VARIANTS = ("closed", "pytorch-2.13", "optax-0.2.8", "keras-3.15")
NUMBER = True


def start(theta, hyper, variant):
    return {}


def update(theta, g, slots, hyper, variant, t):
    milestones, done = [int(hyper["milestone_1"]), int(hyper["milestone_2"])], t - 1
    if variant == "keras-3.15":
        return (hyper["lr"], hyper["value_1"], hyper["value_2"])[bisect_left(milestones, done)]
    if variant == "optax-0.2.8":
        rate = hyper["lr"]
        for milestone, scale in zip(milestones, (hyper["scale_1"], hyper["scale_2"]), strict=True):
            if done >= milestone:
                rate *= scale
        return rate
    if variant == "pytorch-2.13" and done:
        return theta * hyper["gamma"] ** milestones.count(done)
    return hyper["lr"] * hyper["gamma"] ** bisect_right(sorted(milestones), done)
