"""Hyperparameters that change in the course of a run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from goldstep.conformance.lives.acting import bounded, changed
from goldstep.conformance.lives.inputs import base_of, ended, lasting
from goldstep.conformance.lives.values import FAR, STEPS_OF_NUMBERS, WARM, far, free_hypers, in_order, varied
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Hyper
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.trajectory import Case, follow

REACH = 2.0**60  # whose square is a number of float32
FULL = 6  # the first step after which a hyperparameter changes by far


def changing(subject: Subject) -> list[Case]:
    """Every hyperparameter goes up, down, and back to where it was, one after the other.

    Those of a schedule do so again and again, each in a case of its own: most of them act in some part of it only.
    """
    base = replace(base_of(subject), changes={}, groups=())
    free = free_hypers(subject, base, subject.limits.constant)
    ways = {h.name: (*varied(h, base.hyper[h.name], subject.limits.domain(h)), base.hyper[h.name]) for h in free}
    if subject.algorithm.number:
        steps = range(2, STEPS_OF_NUMBERS + 1)
        again = {name: {t: {name: way[_irregular(t)]} for t in steps} for name, way in ways.items()}
        long = lasting(base, STEPS_OF_NUMBERS)
        bounds = [hyper.name for hyper in free if hyper.neutral == 0 and not hyper.integer]
        counts = [hyper.name for hyper in free if hyper.integer]
        turned = {name: {t: {name: ways[name][(1 - _irregular(t)) % 3]} for t in steps} for name in counts}
        cases = [replace(long, name=f"changes-of-{name}", changes=changes) for name, changes in again.items()]
        for case, name in zip(cases.copy(), again, strict=True):
            cases += _near(subject, case, name) if name in bounds else []
        cases += [replace(long, name=f"changes-of-{name}-too", changes=changes) for name, changes in turned.items()]
        return [ended(subject, case) for case in cases]
    free.sort(key=_delicate)
    in_turn = [{hyper.name: value} for hyper in free for value in ways[hyper.name]]
    changes = dict(enumerate(in_turn, WARM + 1))
    near = replace(lasting(base, WARM + len(in_turn)), name="changes", changes=changes)
    return [near, _changing_far(subject, base, free)] if free else [near]


def _changing_far(subject: Subject, base: Case, free: list[Hyper]) -> Case:
    """The same by a large factor, for two steps each, in which the gradients are the same: limits are crossed then."""
    if "length" in base.hyper:  # or nothing acts any more where the schedule of a loop has ended
        base = replace(base, hyper={**base.hyper, "length": Fraction(FAR)})
    wanted = {h.name: (*far(h, base.hyper[h.name], subject.limits.domain(h)), base.hyper[h.name]) for h in free}
    case = _two_steps_each(subject, base, wanted)
    if _within_reach(case):
        return case
    kept: dict[str, tuple[Fraction, ...]] = {}
    for hyper in free:  # one after which nothing of the run has a bound is left out, unless it comes last
        *news, back = wanted[hyper.name]
        for new in news:
            longer = {**kept, hyper.name: (*kept.get(hyper.name, (back,))[:-1], new, back)}
            if _delicate(hyper) or _within_reach(_two_steps_each(subject, base, longer)):
                kept = longer
    return _two_steps_each(subject, base, kept)


def _two_steps_each(subject: Subject, base: Case, wanted: Mapping[str, Sequence[Fraction]]) -> Case:
    t = FULL
    changes: dict[int, dict[str, Fraction]] = {}
    for name, values in wanted.items():
        for new in values:
            if in_order(subject.algorithm, {**base.hyper, name: new}):
                changes.setdefault(t, {})[name] = new
                t += 2
        t -= 2  # the next one begins where this one is back
    case = lasting(base, t)
    return replace(case, name="changes-far", gradients=tuple(case.gradients[k // 2] for k in range(t)), changes=changes)


def _within_reach(case: Case) -> bool:
    """Whether parameters stay far from the end of the range of float32: those that move by their own size may not."""
    with np.errstate(all="ignore"):
        thetas = (state["theta"] for moment in follow(case, Floats()) for state in moment.states)
        return all(bool((np.abs(x) <= REACH).all()) for x in thetas)


def _near(subject: Subject, case: Case, name: str) -> list[Case]:
    """A case besides the one in which the changes of a bound do nothing, where nothing came near it."""
    found = None if changed([case]) else changed(bounded(subject, case, name, case.hyper[name]))
    return [replace(found, name=f"{case.name}-near")] if found else []


def _delicate(hyper: Hyper) -> bool:
    """Whether budgets are proven in a narrow range only: outside of it, parameters may grow without bounds."""
    low, high = (abs(x) for x in hyper.drawn.bounds if x is not None)
    return max(low, high) < 2 * min(low, high)


def _irregular(t: int) -> int:
    """0, 1 or 2 in an order without a short period, which could only meet steps in which a change does nothing."""
    return (t // 2 + t // 3 + t // 5) % 3
