"""ADOPT with only one of the two things in which it differs from Adam, to see that it needs both.

Their first step is that of ADOPT: it moves nothing, and the second moment is the square of its gradient.
"""

from dataclasses import replace
from typing import Any

from goldstep.reference.algorithm import Algorithm
from goldstep.reference.registry import get


def decorrelated() -> Algorithm:
    """The second moment is that before the step, but the gradient is averaged first, as in Adam."""
    return replace(get("adopt"), step=_decorrelated)


def reordered() -> Algorithm:
    """The gradient is divided before it is averaged, but by the second moment that it is part of, as in Adam."""
    return replace(get("adopt"), step=_reordered)


def _decorrelated(q: Any, h: Any, c: Any, s: Any, t: int) -> None:
    if t == 1:
        return _first(q, s)
    m = q("m", q.average(h.beta1, s.m, s.g), "ADAM-2")
    q("theta", s.theta - h.lr * (m / q.maximum(q.sqrt(s.v), h.eps)), "ADOPT-4")
    q("v", q.average(h.beta2, s.v, s.g * s.g), "ADOPT-8")


def _reordered(q: Any, h: Any, c: Any, s: Any, t: int) -> None:
    if t == 1:
        return _first(q, s)
    v = q("v", q.average(h.beta2, s.v, s.g * s.g), "ADAM-3")
    m = q("m", q.average(h.beta1, s.m, s.g / q.maximum(q.sqrt(v), h.eps)), "ADOPT-6")
    q("theta", s.theta - h.lr * m, "ADOPT-7")


def _first(q: Any, s: Any) -> None:
    q("v", s.g * s.g, "ADOPT-2")
    q("m", s.m, "ADOPT-3")
    q("theta", s.theta, "ADOPT-3")
