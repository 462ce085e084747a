"""Compares what a backend computed with what correct rounding can compute."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.conformance.drive import Snapshot, Trace
from goldstep.conformance.outcome import Departure, Outcome, Verdict
from goldstep.conformance.subject import Subject, arrays
from goldstep.golden.numbers import DIGITS, parse
from goldstep.golden.store import Golden
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.dependencies import clauses_behind
from goldstep.reference.arithmetics.dtypes import Dtype
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, follow, one_step, start

BITS = 192  # of the exact reference: float64 values are told apart from it to 2**-139 of themselves
VACUOUS = 2.0**-4  # a budget wider than this fraction of the values that made it says nothing

HALF_A_DIGIT = 10.0 ** (1 - DIGITS) / 2  # how far a golden's decimal may lie from the exact value, relatively


@dataclass(frozen=True)
class Expected:
    """One slot of one parameter after one step: the exact value as high + low, and its budget."""

    step: int
    slot: str
    parameter: int
    high: np.ndarray
    low: np.ndarray
    budget: np.ndarray
    scale: np.ndarray


def one_step_expected(
    subject: Subject,
    case: Case,
    trace: Trace,
    algorithm: Algorithm | None = None,
    variant: Variant | None = None,
) -> Iterator[Expected]:
    """From the backend's own state before each step, the exact state after it, and the budget of that step."""
    algorithm, variant = algorithm or subject.algorithm, variant or subject.variant
    flat = [(-1,)] * len(case.shapes)
    budget = subject.budget
    rough = Reading(algorithm, variant, budget)
    with Arb(BITS, strict=False) as arb:
        exact = Reading(algorithm, variant, arb)
        yield from _start_expected(subject, arb, exact, rough, case, trace)
        for t, state in zip(case.steps, trace.before, strict=True):
            if not _finite(state):
                return
            hypers, g = case.hypers_of(t), arrays(case.float_gradient(t), flat)
            before = _tensors(state, lambda slot, x: arb.floats(x.tolist()))
            values = one_step(exact, hypers, before, [arb.floats(x.tolist()) for x in g], t, case.shapes)
            before = _tensors(state, lambda slot, x: (budget.held if slot in rough.scalars else budget.array)(x))
            given = [budget.held(x) if algorithm.number else budget.array(x) for x in g]
            bounds = one_step(rough, hypers, before, given, t, case.shapes)
            for i, (value, bound) in enumerate(zip(values.states, bounds.states, strict=True)):
                for slot in _in_order(subject, trace.readable & value.keys()):
                    yield _expected(t, slot, i, arb.pair(value[slot]), bound[slot])


def _start_expected(
    subject: Subject, arb: Arb, exact: Reading, rough: Reading, case: Case, trace: Trace
) -> Iterator[Expected]:
    """The slots that the backend shows before the first step."""
    for i, (value, bound) in enumerate(zip(start(case, exact), start(case, rough), strict=True)):
        for slot in _in_order(subject, trace.start.keys() & value.keys()):
            store = rough.arithmetic.store_scalar if slot in rough.scalars else rough.arithmetic.store
            yield _expected(case.done, slot, i, arb.pair(value[slot]), store(bound[slot]))


def trajectory_expected(
    subject: Subject,
    case: Case,
    golden: Golden | None,
    readable: Iterable[str],
    algorithm: Algorithm | None = None,
    variant: Variant | None = None,
    exact: Iterable[dict[str, list[Any]]] | None = None,
) -> Iterator[Expected]:
    """The golden trajectory (or, without a golden, the exact one) with the budget propagated through all steps.

    The `exact` one is worked out unless it is known.
    """
    readable = _in_order(subject, readable)
    algorithm, variant = algorithm or subject.algorithm, variant or subject.variant
    bounds = follow(case, subject.budget, algorithm, variant)
    if exact is None:
        exact = _from_golden(golden, case, readable) if golden else exact_trajectory(case, readable, algorithm, variant)
    written = HALF_A_DIGIT if golden else 0.0
    for moment, values in zip(bounds, exact, strict=True):
        for i, state in enumerate(moment.states):
            for slot in readable:
                e = _expected(moment.t, slot, i, values[slot][i], state[slot])
                yield replace(e, budget=e.budget + written * np.abs(e.high)) if golden else e


def compare(subject: Subject, expected: Iterable[Expected], trace: Trace, *more: str) -> Outcome:
    """The largest margin over all values, and the first value that violates its budget, which breaks `more` too."""
    worst, judged, vacuous, first = 0.0, 0, 0, None
    seen: dict[str, int] = {}
    for e in expected:
        got = trace.at(e.step)[e.slot][e.parameter]
        margin, empty = margins(got, e, subject.dtype)
        judged += int((~empty).sum())
        vacuous += int(empty.sum())
        if margin.size:  # some parameters have no row, say
            seen[e.slot] = seen.get(e.slot, 0) + int((~empty).sum())
            worst = max(worst, float(margin.max()))
        if first is None and (margin > 1).any():
            created = e.step == 0 or (e.step == 1 and e.slot not in trace.start)
            first = _departure(subject, e, got, margin, created, more)
    if first:
        return Outcome(
            Verdict.VIOLATES,
            margin=worst,
            judged=judged,
            vacuous=vacuous,
            departure=first,
            clauses=first.clauses,
        )
    nothing = [slot for slot, count in seen.items() if count == 0]
    if nothing or not seen:
        reason = (
            f"every budget of {', '.join(nothing)} is vacuous in {subject.dtype.name}" if seen else "nothing to compare"
        )
        return Outcome(Verdict.UNTESTED, reason=reason, vacuous=vacuous)
    return Outcome(subject.good, margin=worst, judged=judged, vacuous=vacuous)


def margins(got: np.ndarray, e: Expected, dtype: Dtype) -> tuple[np.ndarray, np.ndarray]:
    """Deviation over budget of each element, and which budgets are vacuous (their margin is 0)."""
    floor = np.maximum(e.scale, dtype.smallest_normal)
    empty = ~np.isfinite(e.high) | ~np.isfinite(e.budget) | (e.budget > VACUOUS * floor)
    with np.errstate(all="ignore"):
        deviation = np.abs((got - e.high) - e.low)
        ratio = np.where(deviation == 0, 0.0, deviation / e.budget)
    ratio = np.where(np.isnan(ratio), np.inf, ratio)  # NaN or infinity where a number is due
    return np.where(empty, 0.0, ratio), empty


def _clauses(subject: Subject, e: Expected, created: bool) -> tuple[str, ...]:
    """The clauses that decide a value; for what the first step created, also that of the start."""
    if created:
        of_start = (subject.algorithm.start_clause,)
        return of_start if not e.step else clauses_behind(subject.algorithm, subject.variant, e.slot, 1) + of_start
    return clauses_behind(subject.algorithm, subject.variant, e.slot, e.step)


def _departure(
    subject: Subject, e: Expected, got: np.ndarray, margin: np.ndarray, created: bool, more: tuple[str, ...]
) -> Departure:
    k = int(np.argmax(margin > 1))
    expected = Fraction(float(e.high[k])) + Fraction(float(e.low[k]))
    return Departure(
        step=e.step,
        quantity=e.slot,
        parameter=e.parameter,
        element=k,
        expected=expected,
        got=float(got[k]),
        deviation=float(abs(Fraction(float(got[k])) - expected)) if np.isfinite(got[k]) else float("inf"),
        budget=float(e.budget[k]),
        clauses=_clauses(subject, e, created) + more,
    )


def _in_order(subject: Subject, slots: Iterable[str]) -> list[str]:
    """In the order in which a step computes them: the first departure is the cause."""
    order = subject.order
    return sorted(slots, key=lambda slot: order.index(slot) if slot in order else len(order))


def _expected(t: int, slot: str, i: int, split: tuple[Any, Any], bound: Bound) -> Expected:
    high, low = (np.asarray(x, dtype=np.float64) for x in split)
    scale = np.abs(bound.v) if bound.scale is None else bound.scale  # a slot that the step left as it was
    full = [x if np.shape(x) == high.shape else np.full(high.shape, float(x)) for x in (bound.e, scale)]
    return Expected(t, slot, i, high, low, *full)


def _tensors(state: Snapshot, make: Any) -> list[dict[str, Any]]:
    count = len(state["theta"])
    return [{name: make(name, tensors[i]) for name, tensors in state.items()} for i in range(count)]


def _finite(state: Snapshot) -> bool:
    return all(np.isfinite(x).all() for tensors in state.values() for x in tensors)


def _from_golden(golden: Golden, case: Case, readable: list[str]) -> Iterator[dict[str, list[Any]]]:
    for t in case.steps:
        yield {slot: [_split_decimals(row) for row in golden.values(t, slot)] for slot in readable}


def _split_decimals(row: list[str]) -> tuple[list[float], list[float]]:
    high = [float(x) for x in row]
    return high, [float(parse(x) - Fraction(h)) for x, h in zip(row, high, strict=True)]


def exact_trajectory(
    case: Case, slots: list[str], algorithm: Algorithm, variant: Variant
) -> Iterator[dict[str, list[tuple[list[float], list[float]]]]]:
    """After each step the (high, low) values of each slot, a pair a parameter."""
    with Arb(BITS, strict=False) as arb:
        moments = [
            {slot: [arb.pair(state[slot]) for state in moment.states] for slot in slots}
            for moment in follow(case, arb, algorithm, variant)
        ]
    yield from moments
