"""Faults of a formula that nobody has a name for: one quantity of a step is worked out from others than it should be.

Each quantity in turn is taken to be each short expression in what a step knows: another quantity, a product or sum of
two, a slot that is mixed with other weights. One step in plain floating point rejects nearly all of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.expressions import BEFORE, Expression, Known, expressions
from goldstep.conformance.subject import Subject
from goldstep.conformance.taken import FLOATS, Step
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.trajectory import Case


@dataclass(frozen=True)
class Rewritten:
    """The declared algorithm with another expression for one quantity."""

    sentence: str
    quantity: str
    expression: Expression

    def build(self, algorithm: Algorithm) -> Algorithm:
        """Raises whatever the expression raises where a step cannot work it out."""

        def coefficients(q: Any, h: Any, t: Any) -> None:
            algorithm.coefficients(_Recorder(q, self, _hypers(algorithm, h, t)), h, t)

        def step(q: Any, h: Any, c: Any, s: Any, t: Any) -> None:
            algorithm.step(_Recorder(q, self, _hypers(algorithm, h, t) | _given(c, s)), h, c, s, t)

        return replace(algorithm, coefficients=coefficients, step=step)


class _Recorder:
    """Passes on what a step records, but for the one quantity that is another."""

    def __init__(self, q: Any, other: Rewritten | None, known: Known) -> None:
        self._q, self._other, self.known = q, other, known
        self.clauses: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._q, name)

    def __call__(self, name: str, value: Any, clause: str) -> Any:
        if self._other and name == self._other.quantity:
            value = self._other.expression.make(self._q, {**self.known, name: value})
        self.clauses[name] = clause
        self.known[name] = value = self._q(name, value, clause)
        return value


def _hypers(algorithm: Algorithm, h: Any, t: Any) -> Known:
    return {hyper.name: getattr(h, hyper.name) for hyper in algorithm.hypers if not hyper.integer} | {"t": t}


def _given(c: Any, s: Any) -> Known:
    """Coefficients and inputs by their names, and the state by those that tell it from what it becomes."""
    before = {BEFORE.format(name): value for name, value in vars(s).items() if name not in ("g", "shape")}
    return vars(c) | before | ({"g": s.g} if hasattr(s, "g") else {})


def rewritten(subject: Subject, case: Case, trace: Trace) -> Iterator[Rewritten]:
    """Those under which one step of the backend is right, but for rounding; the shortest of each quantity first."""
    algorithm, variant = subject.algorithm, subject.variant
    step = _Step.last(subject, case, trace)
    if step is None:
        return
    lacking = {hyper.name for hyper in algorithm.hypers} - variant.defaults.keys()  # neutral, and told by nobody
    for stage in (step.coefficients, step.quantities):
        for place, name in enumerate(stage.clauses):
            wanted = step.wanted(name, stage.known[name])
            before = [x for x in stage.known if x not in {*list(stage.clauses)[place:], *lacking}]
            for expression in expressions(name, before, stage.known) if wanted is not None else ():
                other = Rewritten(f"{name} is {expression.words} ({stage.clauses[name]})", name, expression)
                if step.is_near(expression, stage.known, wanted) and step.right(other.build):
                    yield other


_SECANTS = 30


def _root_of(off: Callable[[np.ndarray], np.ndarray], begin: np.ndarray) -> np.ndarray:
    """Where `off` is zero, of each element; or somewhere."""
    x, y = begin, np.asarray(begin * 1.01 + 1e-3)
    fx, fy = off(x), off(y)
    for _ in range(_SECANTS):
        step = fy * (y - x) / (fy - fx)
        x, fx, y = y, fy, np.where(np.isfinite(step), y - step, y)
        fy = off(y)
    return y


@dataclass(frozen=True)
class _Stage:
    """What is known, and the clause of each quantity, in their order."""

    known: Known
    clauses: dict[str, str]


class _Step(Step):
    """A wrong step, and what its quantities would have to be."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.coefficients, self.quantities = self._watched()

    def wanted(self, name: str, right: Any) -> Any:
        """What a quantity would have to be for the step to be what the backend did; NaN where nothing depends on it.

        None where it is right, or where no value of it would do.
        """
        if name in self.after:
            return None if self.near(self.after[name], right) else self.after[name]
        with np.errstate(all="ignore"):
            return self._solved(name, np.asarray(right, dtype=float))

    def _solved(self, name: str, right: np.ndarray) -> Any:
        """By the secant method on the first slot that is wrong and depends on it, each element by itself.

        What divides is found by its reciprocal, in which the rest of a step is straight.
        """
        good, moved = self._with(name, right), self._with(name, right * 1.01 + 1e-3)
        order = sorted(good, key=lambda slot: slot == "theta")  # what depends on all comes last
        wrong = [slot for slot in order if not self.near(self.after[slot], good[slot])]
        slot = next((slot for slot in wrong if not np.array_equal(moved[slot], good[slot])), None)
        if slot is None or (right.ndim and right.shape != np.shape(good[slot])):
            return None
        k: Any = int(np.argmax(np.abs(moved[slot] - good[slot]))) if right.ndim == 0 else slice(None)
        target = self.after[slot][k]

        def off(value: np.ndarray) -> np.ndarray:
            return np.asarray(self._with(name, value)[slot][k] - target)

        found = _root_of(off, right)
        settled = np.abs(off(found)) <= self.share * np.abs(target)
        if not settled.all():
            turned = 1 / _root_of(lambda x: off(1 / x), 1 / right)
            better = ~settled & (np.abs(off(turned)) <= self.share * np.abs(target))
            found, settled = np.where(better, turned, found), settled | better
        settled &= off(found) != off(found * 1.01)  # where its sign alone acts, its value is not known
        return np.where(settled, found, np.nan) if settled.any() else None

    def _with(self, name: str, value: np.ndarray) -> dict[str, Any]:
        """The state after the step where a quantity has this value."""
        held = float(value) if value.ndim == 0 else value
        return self.taken(Rewritten("", name, Expression("", lambda q, k: held)).build(self.algorithm))

    def is_near(self, expression: Expression, known: Known, wanted: Any) -> bool:
        """Whether an expression has a value, where that is known."""
        try:
            with np.errstate(all="ignore"):
                value = expression.make(FLOATS, known)
                return bool((np.isfinite(value) & (self.close(wanted, value) | np.isnan(wanted))).all())
        except (ArithmeticError, TypeError, ValueError):
            return False

    def _watched(self) -> tuple[_Stage, _Stage]:
        stages: list[_Stage] = []
        algorithm = self.algorithm

        def coefficients(q: Any, h: Any, t: Any) -> None:
            watched = _Recorder(q, None, _hypers(algorithm, h, t))
            algorithm.coefficients(watched, h, t)
            stages.append(_Stage(watched.known, watched.clauses))

        def step(q: Any, h: Any, c: Any, s: Any, t: Any) -> None:
            watched = _Recorder(q, None, _hypers(algorithm, h, t) | _given(c, s))
            algorithm.step(watched, h, c, s, t)
            stages.append(_Stage(watched.known, watched.clauses))

        with np.errstate(all="ignore"):
            self.taken(replace(algorithm, coefficients=coefficients, step=step))
        return stages[0], stages[1]
