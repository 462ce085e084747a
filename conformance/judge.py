"""Compares what a backend computed with what correct rounding can compute."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.expected import Expected
from goldstep.conformance.outcome import Departure, Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.budget import VACUOUS
from goldstep.reference.arithmetics.dependencies import clauses_behind
from goldstep.reference.arithmetics.double import ROUNDOFF
from goldstep.reference.arithmetics.dtypes import FLOAT64, Dtype

# A budget bounds the error of every stable evaluation in units of its roundoff, that of the exact values too; and the
# margin itself is rounded a few times.
LIMIT = 1.0 + ROUNDOFF / FLOAT64.roundoff + 8 * FLOAT64.roundoff


@dataclass
class _Found:
    """What is found of one run: counts, the largest margin, and the first place beyond its budget."""

    worst: float = 0.0
    judged: int = 0
    vacuous: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    first: tuple[int, int, Expected, int] | None = None  # step, order among what is expected there, what, and its lane


def compare(subject: Subject, expected: Iterable[Expected], traces: Sequence[Trace]) -> list[Outcome]:
    """For each run the largest margin over all values, and the first value that violates its budget."""
    found = [_Found() for _ in traces]
    for order, e in enumerate(expected):
        margin, empty = margins(got(e, traces), e, subject.dtype)
        told, vacuous = (~empty).sum(axis=0).tolist(), empty.sum(axis=0).tolist()
        worst = margin.max(axis=0, initial=0.0).tolist()
        for lane, (r, step) in enumerate(e.lanes):
            one = found[r]
            one.judged, one.vacuous = one.judged + told[lane], one.vacuous + vacuous[lane]
            if len(margin):  # some parameters have no row, say
                one.seen[e.slot] = one.seen.get(e.slot, 0) + told[lane]
            if worst[lane] > one.worst:
                one.worst = worst[lane]
            if worst[lane] > LIMIT and (one.first is None or (step, order) < one.first[:2]):
                one.first = (step, order, e, lane)
    return [_outcome(subject, one, trace) for one, trace in zip(found, traces, strict=True)]


def got(e: Expected, traces: Sequence[Trace]) -> np.ndarray:
    """What the backend had in the place of each value."""
    rows = [traces[r].at(step)[e.slot][e.parameter] for r, step in e.lanes]
    return np.concatenate(rows).reshape(len(rows), -1).T


def _outcome(subject: Subject, found: _Found, trace: Trace) -> Outcome:
    good = Outcome(subject.good, margin=found.worst, judged=found.judged, vacuous=found.vacuous)
    if found.first:
        first = _departure(subject, trace, *found.first[2:])
        return replace(good, verdict=Verdict.VIOLATES, departure=first, clauses=first.clauses)
    nothing = [slot for slot, count in found.seen.items() if count == 0]
    if not found.seen:
        return untested("nothing to compare")
    if nothing:
        reason = f"every budget of {', '.join(nothing)} is vacuous in {subject.dtype.name}"
        return Outcome(Verdict.UNTESTED, reason=reason, vacuous=found.vacuous)
    return good


def margins(got: np.ndarray, e: Expected, dtype: Dtype) -> tuple[np.ndarray, np.ndarray]:
    """Deviation over budget of each element, and which budgets are vacuous (their margin is 0)."""
    floor = np.maximum(e.scale, dtype.smallest_normal)
    empty = ~np.isfinite(e.high) | ~np.isfinite(e.budget) | (e.budget > VACUOUS * floor)
    with np.errstate(all="ignore"):
        deviation = np.abs((got - e.high) - e.low)
        ratio = np.where(deviation == 0, 0.0, deviation / e.budget)
    ratio = np.where(np.isnan(ratio), np.inf, ratio)  # NaN or infinity where a number is due
    return np.where(empty, 0.0, ratio), empty


def _departure(subject: Subject, trace: Trace, e: Expected, lane: int) -> Departure:
    _, step = e.lanes[lane]
    values = trace.at(step)[e.slot][e.parameter]
    one = e.part([lane])
    k = int(np.argmax(margins(values[:, None], one, subject.dtype)[0][:, 0] > LIMIT))
    expected = Fraction(float(one.high[k, 0])) + Fraction(float(one.low[k, 0]))
    return Departure(
        step=step,
        quantity=e.slot,
        parameter=e.parameter,
        element=k,
        expected=expected,
        got=float(values[k]),
        deviation=float(abs(Fraction(float(values[k])) - expected)) if np.isfinite(values[k]) else float("inf"),
        budget=float(one.budget[k, 0]),
        clauses=_clauses(subject, trace, e.slot, step),
        loaded=trace.loaded and step == trace.done,
    )


def _clauses(subject: Subject, trace: Trace, slot: str, step: int) -> tuple[str, ...]:
    """The clauses that decide a value; for what the first step created, also that of the start."""
    of_start = (subject.algorithm.start_clause,)
    if trace.loaded and step == trace.done:
        return ("STEP-3",)
    if step == 0:
        return of_start
    behind = clauses_behind(subject.algorithm, subject.variant, slot, step)
    return behind + of_start if step == 1 and slot not in trace.start else behind
