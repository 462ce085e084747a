"""Rprop, from Riedmiller & Braun (1993), Riedmiller (1994), Igel & Hüsken (2000), and PyTorch's and optax's sources."""

import numpy as np

VARIANTS = ("pytorch-2.13", "paper", "rprop-minus", "irprop-minus", "optax-0.2.8")
MOVES = ("paper", "optax-0.2.8")  # which remember their last move, not the gradient


def start(theta, hyper, variant):
    return {"step": np.full_like(theta, hyper["lr"]), "move" if variant in MOVES else "prev": np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    low, high = hyper["step_min"], hyper["step_max"]
    before = slots["move" if variant in MOVES else "prev"]
    agree = np.sign(g) * np.sign(before)
    same, changed = agree == 1, agree == -1

    old = slots["step"]
    delta = np.where(same, old * hyper["eta_plus"], np.where(changed, old * hyper["eta_minus"], old))
    if variant == "pytorch-2.13":
        delta = np.clip(delta, low, high)
    elif variant == "optax-0.2.8":
        delta = np.where(agree != 0, np.clip(delta, low, high), delta)
    else:
        delta = np.where(same, np.minimum(delta, high), np.where(changed, np.maximum(delta, low), delta))
    slots["step"] = delta.astype(old.dtype)

    used = g if variant == "rprop-minus" else np.where(changed, 0, g).astype(g.dtype)
    move = np.copysign(delta, used) * (used != 0)
    slots["move" if variant in MOVES else "prev"] = move if variant in MOVES else used
    return np.where(changed, theta + before, theta - move) if variant == "paper" else theta - move
