"""What is expected of a backend: exact values with their budgets, of single steps and of whole runs."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.evaluation import (
    Found,
    Rule,
    begun,
    beside,
    budget_runs,
    budgets,
    error_and_scale,
    exactly,
    given_at,
    high_and_low,
    runs,
    shown,
    side_by_side,
)
from goldstep.golden.numbers import DIGITS, parse
from goldstep.golden.store import Golden
from goldstep.reference.arithmetics.double import DoubleDouble
from goldstep.reference.arithmetics.wide import Steps
from goldstep.reference.trajectory import Case

HALF_A_DIGIT = 10.0 ** (1 - DIGITS) / 2  # how far a golden's decimal may lie from the exact value, relatively

Lanes = Sequence[tuple[int, int]]
Driven = Sequence[tuple[Case, Trace]]


@dataclass(frozen=True)
class Expected:
    """One slot of one parameter: the exact values as high + low, and their budgets, as arrays (elements, lanes).

    ``lanes[k]`` is the number of a run and the step after which it must have the values of lane k. `scale` is the size
    of the values that made a budget.
    """

    slot: str
    parameter: int
    lanes: Lanes
    high: np.ndarray
    low: np.ndarray
    budget: np.ndarray
    scale: np.ndarray

    def part(self, lanes: Sequence[int]) -> "Expected":
        """What is expected in some of the lanes."""
        high, low, budget, scale = (x[:, lanes] for x in (self.high, self.low, self.budget, self.scale))
        return Expected(self.slot, self.parameter, [self.lanes[k] for k in lanes], high, low, budget, scale)


def one_step_expected(rule: Rule, driven: Driven) -> Iterator[Expected]:
    """From the backend's own state before each step, the state after it; and what it shows before the first."""
    alike: dict[Any, list[int]] = {}
    for r, (case, trace) in enumerate(driven):
        sizes = [len(x) for tensors in trace.before[0].values() for x in tensors]
        alike.setdefault((case.shapes, tuple(sizes), bool(case.state), tuple(trace.start)), []).append(r)
    lanes = [[(r, k) for r in group for k in range(_from_numbers(driven[r][1]))] for group in alike.values()]
    steps = [_observed(driven, places) for places in lanes if places]
    exact, bounds = (x(rule, steps) if steps else [] for x in (exactly, budgets))
    for group in alike.values():
        yield from _start_expected(rule, driven, group)
    for places, taken, values, each in zip(filter(None, lanes), steps, exact, bounds, strict=True):
        after = [(r, driven[r][0].steps[k]) for r, k in places]
        for e in _expected(rule, driven[places[0][0]][1].readable, after, values, each):
            yield _resting(e, driven, taken)


def _resting(e: Expected, driven: Driven, taken: Steps) -> Expected:
    """Where a parameter has no gradient, it and its state stay as they are."""
    rest = np.array([(t, e.parameter) in driven[r][0].absent for r, t in e.lanes])
    if not rest.any():
        return e
    before = taken.states[e.parameter][e.slot]
    high, low, budget, scale = (
        np.where(rest, x, y) for x, y in ((before, e.high), (0.0, e.low), (0.0, e.budget), (np.abs(before), e.scale))
    )
    return replace(e, high=high, low=low, budget=budget, scale=scale)


def _start_expected(rule: Rule, driven: Driven, group: Sequence[int]) -> Iterator[Expected]:
    """The slots that the backend shows before the first step."""
    cases = [driven[r][0] for r in group]
    with DoubleDouble() as double:
        exact = shown(cases, begun(rule, double, cases), high_and_low)
    with rule.budget(wide=True) as budget:
        scalars = rule.reading(budget).scalars
        held = (
            {slot: (budget.store_scalar if slot in scalars else budget.store)(x) for slot, x in state.items()}
            for state in begun(rule, budget, cases)
        )
        bounds = shown(cases, held, error_and_scale)
    lanes = [(r, driven[r][0].done) for r in group]
    yield from _expected(rule, driven[group[0]][1].start.keys(), lanes, exact, bounds)


def _from_numbers(trace: Trace) -> int:
    """How many steps of a run begin from a state of numbers."""
    for k, state in enumerate(trace.before):
        if not all(np.isfinite(x).all() for tensors in state.values() for x in tensors):
            return k
    return len(trace.before)


def _observed(driven: Driven, places: Lanes) -> Steps:
    """The steps that a backend took, with the states from which it took them."""
    cases = [driven[r][0] for r, _ in places]
    t = [case.steps[k] for case, (_, k) in zip(cases, places, strict=True)]
    before = [driven[r][1].before[k] for r, k in places]
    each = range(len(cases[0].shapes))
    states = tuple({slot: side_by_side([state[slot][i] for state in before]) for slot in before[0]} for i in each)
    given = [case.float_gradients[k] for case, (_, k) in zip(cases, places, strict=True)]
    gradients = tuple(side_by_side([g[i] for g in given]) for i in each)
    if any(case.absent for case in cases):
        counts = zip(*(case.counts(n) for case, n in zip(cases, t, strict=True)), strict=True)
        numbers = tuple(np.maximum(np.array(count), 1) for count in counts)  # a parameter at rest has any number
    else:
        numbers = (np.array(t),) * len(each)
    return Steps(numbers, given_at(cases, t), states, gradients, cases[0].shapes)


def trajectory_expected(
    rule: Rule, cases: Sequence[Case], slots: Collection[str], exact: Sequence[Found] | None = None, error: float = 0.0
) -> Iterator[Expected]:
    """The runs of cases with the same shapes and number of steps, with the budgets propagated through them.

    `exact` values are worked out unless they are known, to within a relative `error` that is added to the budgets.
    """
    slots = _in_order(rule, slots)
    bounds = beside(budget_runs(rule, cases, slots))
    values = beside(runs(rule, cases, slots) if exact is None else exact)
    lanes = [(r, case.steps[k]) for k in range(len(cases[0].gradients)) for r, case in enumerate(cases)]
    for e in _expected(rule, slots, lanes, values, bounds):
        yield replace(e, budget=e.budget + error * np.abs(e.high)) if error else e


def of_golden(golden: Golden) -> list[Found]:
    """The states of a golden, as high and low parts of their decimals; they lie within `HALF_A_DIGIT` of exact ones."""
    slots = golden.document["slots"]
    return [
        [{slot: _parts(parameter[slot]) for slot in slots} for parameter in step["parameters"]]
        for step in golden.document["steps"]
    ]


def _parts(row: list[str]) -> tuple[np.ndarray, np.ndarray]:
    high = [float(x) for x in row]
    low = [float(parse(x) - Fraction(h)) for x, h in zip(row, high, strict=True)]
    return np.array(high)[:, None], np.array(low)[:, None]


def _expected(rule: Rule, slots: Collection[str], lanes: Lanes, exact: Found, bounds: Found) -> Iterator[Expected]:
    for i, (values, each) in enumerate(zip(exact, bounds, strict=True)):
        for slot in _in_order(rule, set(slots) & values.keys()):
            yield Expected(slot, i, lanes, *values[slot], *each[slot])


def _in_order(rule: Rule, slots: Collection[str]) -> list[str]:
    """In the order in which a step computes them: the first departure is the cause."""
    place = {name: k for k, name in enumerate(rule.order)}
    return sorted(slots, key=lambda slot: place.get(slot, len(place)))
