"""One cycle, from Smith (2018), section 4.1, and the sources of PyTorch 2.13, fastai 2.7 and Optax 0.2.8."""

import math

VARIANTS = (
    "paper",
    "pytorch-2.13",
    "pytorch-2.13-linear",
    "pytorch-2.13-three-phase",
    "fastai-2.7",
    "optax-0.2.8",
    "optax-0.2.8-linear",
)
NUMBER = True


def start(theta, hyper, variant):
    return {} if variant.startswith("optax") else {"momentum": hyper["max_momentum"]}


def update(theta, g, slots, hyper, variant, t):
    peak, T, e = hyper["lr"], int(hyper["length"]), t - 1
    first, least = peak / hyper["div"], hyper.get("base_momentum")
    last = (peak if variant == "fastai-2.7" else first) / hyper["final_div"]
    most = hyper.get("max_momentum")
    if variant.startswith("optax"):
        if e >= T:
            return last
        bounds, end = [hyper["rise"]], T
    elif variant.startswith("pytorch"):
        bounds, end = [hyper["pct"] * T - 1, 2 * hyper["pct"] * T - 2], T - 1
    else:
        bounds, end = [hyper["pct"] * T, 2 * hyper["pct"] * T], T
    if variant in ("paper", "pytorch-2.13-three-phase", "optax-0.2.8-linear"):
        bounds = [bounds[0], hyper["turn"] if "turn" in hyper else bounds[1], end]
        values, momenta = [first, peak, first, last], [most, least, most, most]
    else:
        bounds, values, momenta = [bounds[0], end], [first, peak, last], [most, least, most]
    begin, k = 0.0, 0
    while k < len(bounds) - 1 and e >= bounds[k]:
        begin, k = bounds[k], k + 1
    part = (e - begin) / (bounds[k] - begin)
    linear = variant == "paper" or variant.endswith("linear")
    blend = _line if linear else _cosine
    if not variant.startswith("optax"):
        slots["momentum"] = blend(momenta[k], momenta[k + 1], part)
    return blend(values[k], values[k + 1], part)


def _line(start, end, part):
    return start + (end - start) * part


def _cosine(start, end, part):
    return end + (start - end) / 2 * (math.cos(math.pi * part) + 1)
