"""Where a hyperparameter acts: a bound does only where something comes near it, so that is looked for."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import zip_longest
from typing import Any

import numpy as np

from goldstep.conformance.lives.values import Hypers
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.trajectory import Case, follow

NEARBY = [Fraction(k, 2) for k in (2, 3, 4, 8, 16)]  # multiples of a bound that something starts at


def acting(cases: Iterable[Case | None], wrong: Hypers) -> Case | None:
    """The first case, if there is one, that goes another way with the wrong values."""
    pairs = ((c, replace(c, hyper={**c.hyper, **wrong}, silent=frozenset())) for c in cases if c)
    return next((case for case, other in pairs if _differ(case, other)), None)


def changed(cases: Iterable[Case | None]) -> Case | None:
    """The first case, if there is one, that goes another way without its changes."""
    return next((case for case in cases if case and _differ(case, replace(case, changes={}))), None)


def bounded(subject: Subject, case: Case, name: str, value: Fraction) -> Iterator[Case | None]:
    """The case with this bound and, as far as they can be 0, no other; from where it is, and from near the bound."""
    off = {key: Fraction(0) for key in case.hyper if subject.algorithm.hyper(key).neutral == 0}
    bare = replace(case, hyper={**case.hyper, **off, name: value})
    yield bare
    yield from (started(subject, bare, value * part) for part in NEARBY)


def started(subject: Subject, case: Case, value: Fraction) -> Case | None:
    """The case in which the learning rate, or what a slot begins with, is this value; none where neither may be."""
    slots = [slot.start for slot in subject.algorithm.slots_of(subject.variant)]
    name = next((start for start in ("lr" if subject.algorithm.number else "", *slots) if start in case.hyper), None)
    if not isinstance(name, str) or value not in subject.algorithm.hyper(name).domain:
        return None
    params = ((value,),) * len(case.params) if subject.algorithm.number else case.params
    return replace(case, hyper={**case.hyper, name: value}, params=params, silent=case.silent - {name})


def _differ(case: Case, other: Case) -> bool:
    """Whether the runs of two cases part on their way."""
    pairs = zip_longest(_followed(case), _followed(other))
    with np.errstate(all="ignore"):
        return any(a is None or b is None or not all(map(_same, a.values(), b.values())) for a, b in pairs)


def _same(a: Any, b: Any) -> bool:
    return np.array_equal(a, b, equal_nan=True)


def _followed(case: Case) -> Iterator[dict[str, Any]]:
    """The states of all parameters after each step, until the rule divides by 0."""
    with suppress(ZeroDivisionError):
        for moment in follow(case, Floats()):
            yield from moment.states
