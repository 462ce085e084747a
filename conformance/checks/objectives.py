"""Objectives of line searches: evaluated exactly, and by the rounding errors that a backend makes on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.adapters.contract import Objective
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.arithmetics.nearest import rounded

C1, C2 = Fraction(1, 10**4), Fraction(9, 10)  # as Nocedal & Wright advise for quasi-Newton methods (section 3.1)
Point = Sequence[Fraction]
ENDS = {"iterations": 20.0, "tolerance_grad": 1e-7, "tolerance_change": 1e-9}  # that PyTorch publishes


@dataclass(frozen=True)
class Wolfe:
    """What the tests of a step compare with 0, exactly, and how much rounding can move each."""

    slope: tuple[Fraction, float]
    decrease: tuple[Fraction, float]
    curvature: tuple[Fraction, float]

    def holds(self) -> bool:
        """Whether every evaluation in the dtype finds all three satisfied."""
        return all(exact < -slack for exact, slack in (self.slope, self.decrease, self.curvature))


def ends_of(f: Objective) -> dict[str, float]:
    """By what a call of several iterations ends, with those that are left to the backend."""
    ends = {**ENDS, **(f.ends or {})}
    return {"evaluations": ends["iterations"] * 5 // 4, **ends}


def value(f: Objective, x: Sequence[Any]) -> Any:
    if f.name == "rosenbrock":
        off = x[1] - x[0] * x[0]
        return 100 * (off * off) + (1 - x[0]) * (1 - x[0])
    rows = [_dot(_exact(row), x) for row in f.matrix]
    return _dot(rows, x) / 2 - _dot(_exact(f.vector), x)


def gradient(f: Objective, x: Sequence[Any]) -> list[Any]:
    """In the form of an automatic differentiation, which meets the matrix twice."""
    if f.name == "rosenbrock":
        off = x[1] - x[0] * x[0]
        return [-400 * (x[0] * off) - 2 * (1 - x[0]), 200 * off]
    halves = zip(f.matrix, zip(*f.matrix, strict=True), _exact(f.vector), strict=True)
    return [_dot(_exact(row), x) / 2 + _dot(_exact(column), x) / 2 - b for row, column, b in halves]


def _exact(numbers: Sequence[float]) -> list[Fraction]:
    return [Fraction(x) for x in numbers]


def _dot(x: Sequence[Any], y: Sequence[Any]) -> Any:
    total = y[0] * x[0]
    for a, b in zip(x[1:], y[1:], strict=True):
        total = total + b * a
    return total


def given(budget: Budget, x: Point, errors: Sequence[float] | None = None) -> list[Bound]:
    """A point as a backend has it."""
    errors = errors or [0.0] * len(x)
    pairs = [(float(v), e) for v, e in zip(x, errors, strict=True)]
    return [Bound(v, abs(v), e, budget.elements, v == 0 and e == 0) for v, e in pairs]


def wolfe(budget: Budget, f: Objective, x: Point, y: Point) -> Wolfe:
    """The tests of the step from `x` to `y`.

    They are worked out along the displacement, for the length of the direction cancels. A backend tests with the
    unrounded displacement, and may test a point that differs from `y` by two roundings of one sum.
    """
    p = [b - a for a, b in zip(x, y, strict=True)]
    near = [float((a + b).e) for a, b in zip(given(budget, x), given(budget, p), strict=True)]
    exact = _tests(Rational(), f, x, y, p)
    with budget:
        rough = _tests(budget, f, given(budget, x), given(budget, y, [2 * e for e in near]), given(budget, p, near))
    return Wolfe(*((a, float(b.e)) for a, b in zip(exact, rough, strict=True)))


def _tests(q: Arithmetic, f: Objective, x: Any, y: Any, p: Any) -> tuple[Any, Any, Any]:
    before, after = _dot(gradient(f, x), p), _dot(gradient(f, y), p)
    decrease = value(f, y) - value(f, x) - q.number(C1) * before
    return before, decrease, q.abs(after) - q.number(C2) * q.abs(before)


def witness(budget: Budget, f: Objective, x: Point, direction: Sequence[float]) -> bool:
    """Whether some step along the direction passes every test, however it is evaluated."""
    start, along = np.array([float(v) for v in x]), np.array(direction)
    for k in sorted(range(-60, 21), key=abs):
        end = rounded(start + 2.0**k * along, budget.dtype)
        if np.isfinite(end).all() and wolfe(budget, f, x, [Fraction(v) for v in end.tolist()]).holds():
            return True
    return False
