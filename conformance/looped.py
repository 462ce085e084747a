"""An algorithm within a loop that limits gradients: what a step of both is, for every algorithm at once."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from goldstep.reference.algorithm import Algorithm, Variant

GUARD = Fraction(1, 10**6)  # what clip_grad_norm_ of PyTorch adds to a norm


def clipped(algorithm: Algorithm, variant: Variant, max_norm: Fraction, guard: Fraction) -> Algorithm:
    """The algorithm behind a limit for the norm of the gradient of each parameter, to which `guard` is added."""

    def step(q: Any, h: Any, c: Any, s: Any, t: Any) -> None:
        norm = q.norm(s.g)
        beyond = norm + q.number(guard) if guard else norm
        limit = q.number(max_norm)
        factor = q.where(beyond, ">", limit, lambda: limit / beyond, q.number(1))
        algorithm.step(q, h, c, SimpleNamespace(**{**vars(s), "g": factor * s.g}), t)

    return replace(algorithm, step=step, couples=algorithm.coupling(variant) or "tensor", coupled_when={})
