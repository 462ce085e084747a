"""Exact values and budgets of many steps at once, as plain arrays.

Exact values are double-doubles, or balls where those would not hold (see `reference.arithmetics.double`). An array has
the elements of a parameter along its first axis and lanes along its last: steps of a backend, or cases side by side.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

import numpy as np

from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.double import DoubleDouble, Pair
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.wide import Given, Joint, Steps, in_a_row, layout
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, follow, one_step

BITS = 192  # of balls: float64 values are told apart from them to 2**-139 of themselves
FEW = 128  # elements for which balls are the faster way

Two = tuple[np.ndarray, np.ndarray]  # high and low part, or budget and scale
Found = list[dict[str, Two]]  # of each parameter and slot
Show = Callable[[Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Rule:
    """The formulas that decide: an algorithm as a variant, how the subject rounds, and the order of its slots."""

    algorithm: Algorithm
    variant: Variant
    budget: Callable[..., Budget]
    order: tuple[str, ...]

    @classmethod
    def of(cls, subject: Subject, algorithm: Algorithm | None = None, variant: Variant | None = None) -> "Rule":
        budget = partial(Budget, subject.dtype, subject.contract)
        return cls(algorithm or subject.algorithm, variant or subject.variant, budget, subject.order)

    def reading(self, arithmetic: Any) -> Reading:
        return Reading(self.algorithm, self.variant, arithmetic)


def high_and_low(x: Pair) -> tuple[Any, Any]:
    return x.high, x.low


def error_and_scale(bound: Bound) -> tuple[Any, Any]:
    return bound.e, np.abs(bound.v) if bound.scale is None else bound.scale  # None: the step left it as it was


def exactly(rule: Rule, steps: Sequence[Steps]) -> list[Found]:
    """The exact states after steps that are given as float64 arrays, for each set of steps."""
    try:
        with DoubleDouble() as double:
            found = _taken(rule, double, steps, lambda name, x: double.array(x), double.array, high_and_low)
    except FloatingPointError:
        if len(steps) > 1:
            return [x for each in steps for x in exactly(rule, [each])]
        (alone,) = steps
        if alone.lanes == 1:
            return [_by_balls(rule, alone)]
        halves = np.array_split(np.arange(alone.lanes), 2)
        return [beside([x for lanes in halves for x in exactly(rule, [alone.part(lanes)])])]
    return [_mended(rule, *each) for each in zip(steps, found, strict=True)]


def budgets(rule: Rule, steps: Sequence[Steps]) -> list[Found]:
    """The budgets of one step, and the values that made them."""
    with rule.budget(wide=True) as budget:
        exact = rule.reading(budget).scalars if budget.uniform else {*rule.order, *rule.reading(budget).scalars}

        def state(name: str, x: np.ndarray) -> Bound:
            return budget.held(x) if name in exact else budget.array(x)

        gradient = budget.held if rule.algorithm.number else budget.array
        return _taken(rule, budget, steps, state, gradient, error_and_scale)


def _taken(rule: Rule, arithmetic: Any, steps: Sequence[Steps], state: Any, gradient: Any, show: Show) -> list[Found]:
    """The states after steps, by one arithmetic and in as few evaluations as possible."""
    laid = [layout(rule.algorithm, rule.variant, each.shapes, each.lanes) for each in steps]
    sets = [place.of(each) for place, each in zip(laid, steps, strict=True)]
    alike: dict[Any, list[tuple[int, int]]] = {}
    for k, some in enumerate(sets):
        for n, each in enumerate(some):
            alike.setdefault(_form(each), []).append((k, n))
    found: dict[tuple[int, int], Found] = {}
    for places in alike.values():
        row = in_a_row([sets[k][n] for k, n in places])
        after = row.made(state, gradient).taken(rule.reading(arithmetic))
        shown = [_two(state, show, row.lanes) for state in after]
        end = 0
        for k, n in places:
            begin, end = end, end + sets[k][n].lanes
            found[k, n] = [_part(each, slice(begin, end)) for each in shown]
    return [_back(place, [found[k, n] for n in range(len(sets[k]))]) for k, place in enumerate(laid)]


def _form(steps: Steps) -> Any:
    """What must agree for steps to be lanes beside each other."""
    return steps.shapes, tuple((name, len(x)) for state in steps.states for name, x in state.items())


def _two(state: Mapping[str, Any], show: Show, lanes: int) -> dict[str, Two]:
    """Two arrays of each slot, in full shape."""
    found = {}
    for slot, x in state.items():
        one, two = show(x)
        whole = (*max(np.shape(one), np.shape(two), key=len)[:1], lanes)
        found[slot] = _full(one, whole), _full(two, whole)
    return found


def _full(x: Any, shape: tuple[int, ...]) -> np.ndarray:
    return x if np.shape(x) == shape else np.broadcast_to(x, shape)


def _part(state: Mapping[str, Two], lanes: slice) -> dict[str, Two]:
    """Some of the lanes."""
    return {slot: (one[:, lanes], two[:, lanes]) for slot, (one, two) in state.items()}


def _back(laid: Joint, sets: Sequence[Found]) -> Found:
    """Of each parameter what sets of steps that were laid out so have found."""
    slots = {slot: [laid.back([[x[slot][k] for x in each] for each in sets]) for k in (0, 1)] for slot in sets[0][0]}
    return [{slot: (one[i], two[i]) for slot, (one, two) in slots.items()} for i in range(len(laid.shapes))]


def shown(cases: Sequence[Case], states: Iterable[Mapping[str, Any]], show: Show) -> Found:
    """States of cases side by side, as two arrays for each slot."""
    return [_two(state, show, len(cases)) for state in states]


def _mended(rule: Rule, steps: Steps, found: Found) -> Found:
    """What came out as no number is worked out again by balls, lane by lane."""
    whole = np.all([np.isfinite(high).all(axis=0) for each in found for high, _ in each.values()], axis=0)
    for lane in np.flatnonzero(~whole).tolist():
        for each, balls in zip(found, _by_balls(rule, steps.part(np.array([lane]))), strict=True):
            for slot, halves in each.items():
                high, low = (_with_lane(x, lane, ball) for x, ball in zip(halves, balls[slot], strict=True))
                each[slot] = high, low
    return found


def _with_lane(x: np.ndarray, lane: int, values: np.ndarray) -> np.ndarray:
    """The same array with other values in one lane."""
    changed = np.array(x)
    changed[:, lane] = values[:, 0]
    return changed


def _by_balls(rule: Rule, steps: Steps) -> Found:
    """The same of a single lane."""
    with Arb(BITS, strict=False) as arb:
        balls = steps.made(lambda name, x: arb.floats(x[:, 0].tolist()), lambda x: arb.floats(x[:, 0].tolist()))
        hypers = [given.hypers for given in steps.given]
        t = [int(x[0]) for x in steps.t]
        after = one_step(rule.reading(arb), hypers, balls.states, balls.gradients, t, steps.shapes)
        return [_columns(arb, state) for state in after.states]


def _columns(arb: Arb, state: Mapping[str, Any]) -> dict[str, Two]:
    pairs = {slot: arb.pair(x) for slot, x in state.items()}
    return {slot: (np.array(high)[:, None], np.array(low)[:, None]) for slot, (high, low) in pairs.items()}


def beside(parts: Sequence[Found]) -> Found:
    """The lanes of several parts, one after the other."""

    def joined(each: Sequence[dict[str, Two]], slot: str) -> Two:
        high, low = (np.concatenate(half, axis=-1) for half in zip(*(x[slot] for x in each), strict=True))
        return high, low

    return [{slot: joined(each, slot) for slot in each[0]} for each in zip(*parts, strict=True)]


def begun(rule: Rule, arithmetic: Any, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """The state of each parameter before the first step, a case a lane."""
    reading = rule.reading(arithmetic)
    for i, (given, shape) in enumerate(zip(given_at(cases, [c.done + 1 for c in cases]), cases[0].shapes, strict=True)):
        theta = arithmetic.array(side_by_side([case.float_params[i] for case in cases]))
        held = {slot: side_by_side([c.float_state[slot][i] for c in cases]) for slot in cases[0].state}
        loaded = {slot: arithmetic.array(x) for slot, x in held.items()}
        yield reading.start(theta, given.hypers, shape) | loaded


def runs(rule: Rule, cases: Sequence[Case], slots: Sequence[str]) -> list[Found]:
    """The exact states after each step of cases that have the same shapes and number of steps, a case a lane."""
    if len(cases) == 1 and (cases[0].absent or sum(map(prod, cases[0].shapes)) < FEW):
        return _followed_by_balls(rule, cases[0], slots)
    try:
        with DoubleDouble() as double:
            found = list(_followed(rule, double, cases, slots, high_and_low))
        whole = all(np.isfinite(x[0]).all() for step in found for each in step for x in each.values())
    except FloatingPointError:
        whole = False
    if whole:
        return found
    if len(cases) == 1:
        return _followed_by_balls(rule, cases[0], slots)
    halves = np.array_split(np.arange(len(cases)), 2)
    parts = [runs(rule, [cases[k] for k in half], slots) for half in halves]
    return [beside(step) for step in zip(*parts, strict=True)]


def budget_runs(rule: Rule, cases: Sequence[Case], slots: Sequence[str]) -> list[Found]:
    """The budgets of the same, propagated."""
    if cases[0].absent:
        (case,), budget = cases, rule.budget()
        moments = follow(case, budget, rule.algorithm, rule.variant)
        return [[{slot: _column(state[slot]) for slot in slots} for state in m.states] for m in moments]
    with rule.budget(wide=True) as budget:
        return list(_followed(rule, budget, cases, slots, error_and_scale))


def _column(bound: Bound) -> Two:
    """Error and scale of a tensor without lanes."""
    error, scale = (np.broadcast_to(x, bound.v.shape)[:, None] for x in error_and_scale(bound))
    return error, scale


def _followed(rule: Rule, arithmetic: Any, cases: Sequence[Case], slots: Sequence[str], show: Show) -> Iterator[Found]:
    reading, states = rule.reading(arithmetic), tuple(begun(rule, arithmetic, cases))
    for k in range(len(cases[0].gradients)):
        t = [case.steps[k] for case in cases]
        given = [case.float_gradients[k] for case in cases]
        gradients = tuple(arithmetic.array(side_by_side([g[i] for g in given])) for i in range(len(states)))
        counted = (np.array(t),) * len(states)
        states = Steps(counted, given_at(cases, t), states, gradients, cases[0].shapes).taken(reading)
        yield shown(cases, ({slot: state[slot] for slot in slots} for state in states), show)


def _followed_by_balls(rule: Rule, case: Case, slots: Sequence[str]) -> list[Found]:
    with Arb(BITS, strict=False) as arb:
        moments = follow(case, arb, rule.algorithm, rule.variant)
        return [[_columns(arb, {slot: state[slot] for slot in slots}) for state in m.states] for m in moments]


def given_at(cases: Sequence[Case], t: Sequence[int]) -> tuple[Given, ...]:
    """The hyperparameters of each parameter at a step of each case."""
    count = len(cases[0].shapes)
    own = range(count if any(case.groups for case in cases) else 1)
    given = [Given.of([case.hypers_at(n, i) for case, n in zip(cases, t, strict=True)]) for i in own]
    return tuple(given if len(given) == count else given * count)


def side_by_side(tensors: Sequence[Any]) -> np.ndarray:
    """Flat tensors as (elements, lanes)."""
    return np.array(tensors, dtype=np.float64).reshape(len(tensors), -1).T
