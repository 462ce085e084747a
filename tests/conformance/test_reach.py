"""Every hyperparameter of every algorithm stands in every place where it can act, or is named with the reason why not.

The cases are made from the declarations, as the check `life` makes them for a backend that lacks nothing.
"""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest

from goldstep.adapters.loading import Backend
from goldstep.conformance import lives
from goldstep.conformance.checks import life
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Hyper, Window
from goldstep.reference.arithmetics.dependencies import clauses_using
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.registry import get, names
from goldstep.reference.trajectory import Case, follow

HYPERS = [(name, hyper.name) for name in names() for hyper in get(name).hypers]
PLACES = ("changes", "groups", "defaults", "edges")


def size(algorithm: Algorithm, hyper: Hyper) -> bool:
    """Whether it says how much a state variable holds: no run can change that, nor can groups differ in it."""
    return any(isinstance(slot.shape, Window) and slot.shape.name == hyper.name for slot in algorithm.slots)


def joint(algorithm: Algorithm, hyper: Hyper) -> bool:
    """Whether the rule sees all parameters as one vector, so that there are no groups."""
    return algorithm.couples == "all"


def required(algorithm: Algorithm, hyper: Hyper) -> bool:
    """Whether no variant has a default for it."""
    return all(variant.defaults.get(hyper.name) is None for variant in algorithm.variants)


def ordered(algorithm: Algorithm, hyper: Hyper) -> bool:
    """Whether its end is where another one stands in the case already, or beyond what the rule has numbers for."""
    return bool(hyper.above)


EXCEPTIONS = {"changes": (size,), "groups": (size, joint), "defaults": (required,), "edges": (size,)}


@cache
def subjects(name: str) -> tuple[Subject, ...]:
    """Every variant that is judged, of a backend that lacks nothing."""
    algorithm = get(name)
    each = [(v, Backend("all", partial(Performer, algorithm, v.name))) for v in algorithm.variants]
    found = [Subject(backend, name, v.name, "float64", "default") for v, backend in each]
    return tuple(subject for subject in found if subject.cases)


@cache
def cases(subject: Subject, place: str) -> tuple[Case, ...]:
    """The cases of a life, where the subject has it."""
    return tuple(life.LIVES[place].cases(subject)) if place in life.cells(subject) else ()


def standing(subject: Subject, place: str, hyper: str) -> Iterator[Case]:
    """The cases in which a hyperparameter stands in a place."""
    for case in cases(subject, place):
        given = {
            "changes": any(hyper in new for new in case.changes.values()),
            "groups": any(hyper in own for own in case.groups),
            "defaults": hyper in case.silent,
            "edges": hyper in case.hyper and case.hyper[hyper] in ends(subject, hyper, case),
        }
        if given[place]:
            yield case


def ends(subject: Subject, name: str, case: Case) -> list:
    hyper = subject.algorithm.hyper(name)
    return lives.ends(hyper, subject.limits.domain(hyper), case)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("algorithm", "hyper"), HYPERS, ids=["-".join(pair) for pair in HYPERS])
def test_every_hyperparameter_stands_in_every_place_or_has_a_reason(algorithm, hyper, place):
    rule = get(algorithm)
    there = any(any(standing(subject, place, hyper)) for subject in subjects(algorithm))
    excused = [reason.__doc__ for reason in EXCEPTIONS[place] if reason(rule, rule.hyper(hyper))]

    assert there or excused
    assert not (there and excused), "an exception that is none"


def states(subject: Subject, case: Case) -> list[dict]:
    """What the rule makes of a case, until it divides by 0."""
    found: list[dict] = []
    with np.errstate(all="ignore"), suppress(ZeroDivisionError):
        found += (state for m in follow(case, Floats(), subject.algorithm, subject.variant) for state in m.states)
    return found


def without(case: Case, hyper: str) -> Case:
    """The case in which a hyperparameter never changes, and is the same in all groups."""

    def others(values):
        return {name: value for name, value in values.items() if name != hyper}

    changes = {t: others(new) for t, new in case.changes.items()}
    return replace(case, changes=changes, groups=tuple(map(others, case.groups)))


def acts(subject: Subject, place: str, hyper: str) -> bool:
    for case in standing(subject, place, hyper):
        there, here = states(subject, case), states(subject, without(case, hyper))
        pairs = zip(there, here, strict=False)
        if not all(np.array_equal(a[k], b[k], equal_nan=True) for a, b in pairs for k in a):
            return True
    return False


def at_the_start(subject: Subject, hyper: str) -> bool:
    """Whether it is in no formula of a later step than the first."""
    counts = subject.algorithm.hyper(hyper).integer
    return not counts and not clauses_using(subject.algorithm, subject.variant, hyper)


IDLE = {  # where it acts in another variant or place than this
    ("muon", "eps"): "some variants hold the norm above it, and no norm comes near it",
    ("cosine_warm_restarts", "first"): "it is the length of the first cycle, which the state has from then on",
    ("came", "clip"): "it is 1 at least, and only a spike is larger, which no change of it meets",
    ("chained_scheduler", "gamma"): "in some variants the last scheduler sets the rate, whatever it finds",
}


ACTING = random.Random(11).sample(names(), len(names()) // 3)


@pytest.mark.parametrize(
    "algorithm", [pytest.param(name, marks=() if name in ACTING else pytest.mark.whole) for name in names()]
)
def test_every_hyperparameter_acts_where_it_stands(algorithm):
    stands = [
        (subject, place, hyper)
        for subject in subjects(algorithm)
        for place in ("changes", "groups")
        for hyper in subject.variant.defaults
        if any(standing(subject, place, hyper))
    ]
    idle = [
        (subject.variant_name, place, hyper)
        for subject, place, hyper in stands
        if not (IDLE.get((algorithm, hyper)) or at_the_start(subject, hyper) or acts(subject, place, hyper))
    ]

    assert stands or not any(subject.variant.defaults for subject in subjects(algorithm))
    assert idle == []
