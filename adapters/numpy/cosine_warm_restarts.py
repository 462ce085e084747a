"""Cosine annealing with warm restarts, from Loshchilov & Hutter (2017), section 3, and the frameworks' sources."""

import math

VARIANTS = ("paper", "pytorch-2.13", "optax-0.2.8", "keras-3.15")
NUMBER = True


def start(theta, hyper, variant):
    counters = {"t_cur": 0.0, "t_i": float(hyper["first"])}
    own = {"optax-0.2.8": {"cycle": 0.0}, "keras-3.15": {"peak": 1.0}}
    return {**counters, **own.get(variant, {})}


def update(theta, g, slots, hyper, variant, t):
    last = variant == "optax-0.2.8" and float(slots["cycle"]) >= hyper["cycles"] - 1
    if t > 1:
        slots["t_cur"] = float(slots["t_cur"]) + 1
        if slots["t_cur"] >= float(slots["t_i"]) and last:
            slots["t_cur"] = float(slots["t_i"])
        elif slots["t_cur"] >= float(slots["t_i"]):
            slots["t_cur"] = 0.0
            slots["t_i"] = float(slots["t_i"]) * hyper["growth"]
            if "cycle" in slots:
                slots["cycle"] = float(slots["cycle"]) + 1
            if "peak" in slots:
                slots["peak"] = float(slots["peak"]) * hyper["peak_factor"]
        if "cycle" in slots:  # also where there are fewer cycles than before
            slots["cycle"] = min(float(slots["cycle"]), hyper["cycles"] - 1)
    base = hyper["lr"]
    low = hyper["eta_min"] if "eta_min" in hyper else hyper["alpha"] * base
    height = float(slots.get("peak", 1.0)) * (1 + math.cos(math.pi * float(slots["t_cur"]) / float(slots["t_i"]))) / 2
    return low + (base - low) * height
