"""Calls that make several iterations by themselves: where they end, and where they arrive.

An iteration is a step of the rule whose gradient is that of an objective at the new point; so exact arithmetic says
how many a call makes, and the budget of those says how far rounding may lead it. A call is judged only where rounding
can turn none of the tests that end it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import islice
from typing import Any

import numpy as np

from goldstep.adapters.contract import Objective
from goldstep.adapters.loading import broken
from goldstep.conformance.checks.objectives import ends_of, gradient, value
from goldstep.conformance.checks.searches import Descent, Search
from goldstep.conformance.drive import complete
from goldstep.conformance.judge import VACUOUS
from goldstep.conformance.outcome import Departure, Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import one_step

OPTION, CELL, CLAUSE = "iterations", "calls", "LBFGS-14"
NEVER = {"tolerance_grad": -1.0, "tolerance_change": -np.inf}  # a tolerance that nothing is below
MANY = {**NEVER, "iterations": 9, "evaluations": 99}
_MATRIX, _VECTOR, _START = ((4.0, 1.0, 0.0), (1.0, 3.0, 1.0), (0.0, 1.0, 2.0)), (1.0, -2.0, 3.0), ((5.0, -4.0, 3.0),)


def _descent(calls: int, scale: float = 1.0, lr: float = 1.0, **ends: float) -> Descent:
    matrix = tuple(tuple(scale * x for x in row) for row in _MATRIX)
    quadratic = Objective("quadratic", matrix, tuple(scale * x for x in _VECTOR), ends=ends)
    return Descent(quadratic, _START, calls, lr)


def _slope(rise: float, lr: float) -> Descent:
    """A function without a curvature: no pair is remembered, so errors do not grow. All is as published."""
    return Descent(Objective("quadratic", ((0.0,),), (rise,), ends={}), ((7.0,),), 1, lr)


CALLS = {
    "iterations": _descent(2, **{**MANY, "iterations": 3}),
    "evaluations": _descent(2, **{**MANY, "evaluations": 3}),
    "flat": _descent(2, **{**MANY, "tolerance_grad": 0.875}),  # the second call finds the gradient flat at once
    "short": _descent(1, scale=2.0**12, **{**MANY, "tolerance_change": 0.5}),
    "still": Descent(  # the first iteration leads as far beyond the minimum as it began before it
        Objective("quadratic", ((3.0,),), (0.0,), ends={**MANY, "tolerance_change": 2.0**-6}), ((0.5,),), 1
    ),
    "level": _descent(1, scale=2.0**-8, **{**MANY, "tolerance_change": 0.0029}),
    "as-published": _slope(3.0, 2.0**-2),
    "as-published-change": _slope(4e-5, 1.0),
}


@dataclass(frozen=True)
class Iteration:
    """What the tests of an end look at, and the state after it: numbers of one arithmetic."""

    slope: Any
    gradient: Any
    move: Any
    change: Any
    state: dict[str, Any]


def run(subject: Subject) -> Outcome:
    if lacking := subject.lacks(OPTION):
        return untested(lacking)
    worst, judged = 0.0, 0
    for name, plan in CALLS.items():
        search = Search(subject, f"{CELL}-{name}", plan, (OPTION,))
        if not search.can:
            return untested("the adapter has no step_on(), so its iterations cannot run")
        for call in range(1, (1 if subject.unreadable else plan.steps) + 1):
            outcome = _called(subject, search, call)
            if outcome.failed:
                return outcome
            worst, judged = max(worst, outcome.margin or 0.0), judged + outcome.judged
    if not judged:
        return untested(f"rounding can turn every test that ends a call in {subject.dtype_name}")
    return Outcome(subject.good, margin=worst, judged=judged)


def _called(subject: Subject, search: Search, call: int) -> Outcome:
    """One call, from the backend's own state."""
    before, t = {name: tensors[0].tolist() for name, tensors in search.state.items()}, search.t
    exact = _Exact(subject, search, {name: [Fraction(x) for x in own] for name, own in before.items()}, t)
    count, tests = exact.ended()
    with subject.budget:
        rough = _Rough(subject, search, before, t)
        made, sure = rough.after(count), rough.sure(tests)
    with broken(subject.backend.name, f"step_on in call {call} of {search.case.id}"):
        search.adapter.step_on(search.objective, subject.hyper(search.case, t + 1))
    search.t += count
    search.state = complete(subject, search.case, search.read())
    if not sure:
        return Outcome(subject.good)
    reason = f"call {call} of {search.case.name} must make {count} iterations"
    return _compared(subject, search, exact.after(count), made, reason)


def _compared(subject: Subject, search: Search, goal: list[Fraction], bounds: list[Bound], reason: str) -> Outcome:
    worst, judged = 0.0, 0
    for k, (got, x, bound) in enumerate(zip(search.point(search.state), goal, bounds, strict=True)):
        gap, hidden = float(abs(got - x)), float(bound.e)
        if not hidden <= VACUOUS * abs(float(bound.a)):
            continue
        margin = gap / hidden if hidden else (np.inf if gap else 0.0)
        if margin > 1:
            departure = Departure(search.t, "theta", 0, k, x, float(got), gap, hidden, (CLAUSE,))
            return Outcome(Verdict.VIOLATES, reason, margin, 1, departure=departure, clauses=(CLAUSE,))
        worst, judged = max(worst, margin), judged + 1
    return Outcome(subject.good, margin=worst, judged=judged)


class _Read(ABC):
    """The iterations of one call, read by one arithmetic, from the state that the backend shows."""

    def __init__(self, subject: Subject, search: Search, before: dict[str, Any], t: int) -> None:
        self.f, self.case, self.t = search.objective, search.case, t
        self.hyper, self.lr = search.case.hypers_of(t + 1)[0], search.case.hyper["lr"]
        self.reading = Reading(subject.algorithm, subject.variant, self.arithmetic(subject))
        self.q: Any = self.reading.arithmetic
        self.before = {name: self.tensor(x) for name, x in before.items()}
        self.point = self.scalars(self.before["theta"])
        self.made = list[Iteration]()
        self.going = self.iterations()

    @abstractmethod
    def arithmetic(self, subject: Subject) -> Arithmetic:
        """Which one."""

    @abstractmethod
    def scalars(self, x: Any) -> list[Any]:
        """The elements of a tensor, each a number of it."""

    @abstractmethod
    def tensor(self, x: Any) -> Any:
        """A tensor of elements that are given as plain numbers, or as numbers of it."""

    def largest(self, x: Sequence[Any]) -> Any:
        return reduce(self.q.maximum, map(self.q.abs, x))

    def iterations(self) -> Iterator[Iteration]:
        state, x, t = self.before, self.point, self.t
        while True:
            t += 1
            g = gradient(self.f, x)
            moment = one_step(self.reading, [self.hyper], [state], [self.tensor(g)], t, self.case.shapes)
            last = f"r{int(self.hyper['history'])}"
            along = self.scalars(moment.quantities[0].values[last]) if t > 1 else g
            after = moment.states[0]
            y = self.scalars(after["theta"])
            yield Iteration(
                slope=-reduce(lambda a, b: a + b, (a * b for a, b in zip(g, along, strict=True))),
                gradient=self.largest(gradient(self.f, y)),
                move=self.largest(self.scalars(after["move"])),
                change=self.q.abs(value(self.f, y) - value(self.f, x)),
                state=after,
            )
            state, x = after, y

    def iteration(self, k: int) -> Iteration:
        """The one of this number, from 1."""
        self.made += islice(self.going, max(k - len(self.made), 0))
        return self.made[k - 1]

    def after(self, count: int) -> list[Any]:
        """The parameters after so many."""
        return self.scalars(self.iteration(count).state["theta"]) if count else self.point

    def met(self, name: str, k: int) -> Any:
        """What a test looks at in an iteration; the gradient of iteration 0 is that of the start."""
        return getattr(self.iteration(k), name) if k else self.largest(gradient(self.f, self.point))


Test = tuple[str, int, Fraction]  # what is looked at, in which iteration, and how far it is from its tolerance


class _Exact(_Read):
    def arithmetic(self, subject: Subject) -> Arithmetic:
        return Rational()

    def scalars(self, x: Any) -> list[Fraction]:
        return list(x.items)

    def tensor(self, x: Any) -> Any:
        return self.reading.arithmetic.tensor(x)

    def ended(self) -> tuple[int, list[Test]]:
        """How many iterations the call makes, and the tests on its way."""
        ends, tests = ends_of(self.f), list[Test]()

        def below(name: str, k: int) -> bool:
            tolerance = ends["tolerance_grad" if name == "gradient" else "tolerance_change"]
            if tolerance == -np.inf:
                return False
            sign = -1 if name == "slope" else 1
            tests.append((name, k, sign * self.met(name, k) - Fraction(tolerance)))
            return bool(tests[-1][2] <= 0)

        if below("gradient", 0):
            return 0, tests
        for k in range(1, int(ends["iterations"]) + 1):
            if below("slope", k):
                return k - 1, tests
            if k == ends["iterations"] or 1 + k >= ends["evaluations"]:
                return k, tests
            if any(list(map(below, ("gradient", "move", "change"), [k] * 3))):  # all, for each must be sure
                return k, tests
        raise AssertionError("a call ends")


class _Rough(_Read):
    def arithmetic(self, subject: Subject) -> Arithmetic:
        self.stage = subject.budget.elements
        return subject.budget

    def scalars(self, x: Any) -> list[Bound]:
        return [Bound(float(v), float(a), float(e), self.stage, True) for v, a, e in zip(x.v, x.a, x.e, strict=True)]

    def tensor(self, x: Any) -> Any:
        if not isinstance(x[0], Bound):
            return self.q.array(np.array(x))
        v, a, e = (np.array([float(getattr(part, name)) for part in x]) for name in ("v", "a", "e"))
        return Bound(v, a, e, self.stage, sparse=True)

    def sure(self, tests: Sequence[Test]) -> bool:
        """Whether rounding turns none of the tests."""
        return all(abs(far) > self.met(name, k).e for name, k, far in tests)
