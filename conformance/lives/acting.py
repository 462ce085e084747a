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


def acting(cases: Iterable[Case | None], wrong: Hypers) -> Case | None:
    """The first case, if there is one, that goes another way with the wrong values."""
    return next((case for case in cases if case and _acts(case, wrong)), None)


def started(subject: Subject, case: Case, value: Fraction) -> Case | None:
    """The case in which the learning rate, or what a slot begins with, is this value; none where neither may be."""
    slots = [slot.start for slot in subject.algorithm.slots_of(subject.variant)]
    name = next((start for start in ("lr" if subject.algorithm.number else "", *slots) if start in case.hyper), None)
    if not isinstance(name, str) or value not in subject.algorithm.hyper(name).domain:
        return None
    params = ((value,),) * len(case.params) if subject.algorithm.number else case.params
    return replace(case, hyper={**case.hyper, name: value}, params=params, silent=case.silent - {name})


def _acts(case: Case, wrong: Hypers) -> bool:
    """Whether a run with these values in place of others ends elsewhere on its way."""
    other = replace(case, hyper={**case.hyper, **wrong}, silent=frozenset())
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
