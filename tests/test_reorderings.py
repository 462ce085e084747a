"""No correct backend is convicted, in whatever legitimate order it rounds.

The whole battery against each variant in each order takes minutes. Without `-m whole` a third of the algorithms have a
part of it: one variant in one order and one dtype, drawn by a fixed seed so that the orders take turns.
"""

import itertools
import random

import pytest

from goldstep.conformance.battery import outcomes
from goldstep.conformance.checks import CHECKS, get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import backend
from goldstep.conformance.reorderings import REORDERINGS, REORDERINGS_OF_NUMBERS
from goldstep.conformance.subject import Selection
from goldstep.reference import registry

OF_NUMBERS = [get(name) for name in ("one-step", "trajectory", "properties")]


def alarms(judged, checks, dtypes):
    """Failed cells of a backend."""
    found = []
    tested = 0
    for cell, outcome in outcomes(judged, Selection(dtypes=dtypes), checks):
        tested += outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT)
        if outcome.failed:
            found.append((cell.id, outcome.margin, outcome.reason))
    assert tested
    return found


def distinct(algorithm):
    """One variant for each setting of the switches: what has the same settings computes the same."""
    return list({tuple(v.switches.items()): v.name for v in reversed(algorithm.variants)}.values())


def cases(names, reorderings, dtypes):
    """Every order with every variant; those that only the whole has are marked so."""
    drawn = random.Random(15)
    some = drawn.sample(names, len(names) // 3)
    turns = drawn.sample(reorderings, len(reorderings)) * len(names)
    every = []
    for name, turn in zip(names, turns, strict=False):
        variants = distinct(registry.get(name))
        own = drawn.choice(variants), turn, drawn.choice(dtypes)
        for part in itertools.product(variants, reorderings, dtypes):
            marks = () if part == own and name in some else pytest.mark.whole
            every.append(pytest.param(name, *part, marks=marks, id=f"{part[1]}-{name}@{part[0]}-{part[2]}"))
    return every


DTYPES = ["float64", "float32"]
TENSORS = [name for name in registry.names() if not registry.get(name).number]
NUMBERS = [name for name in registry.names() if registry.get(name).number]


@pytest.mark.parametrize(("name", "variant", "reordering", "dtype"), cases(TENSORS, list(REORDERINGS), DTYPES))
def test_no_reordering_is_convicted(name, variant, reordering, dtype):
    assert alarms(backend(registry.get(name), variant, REORDERINGS[reordering]), CHECKS, (dtype,)) == []


@pytest.mark.parametrize(
    ("name", "variant", "reordering", "dtype"), cases(NUMBERS, list(REORDERINGS_OF_NUMBERS), DTYPES[:1])
)
def test_no_reordering_of_numbers_is_convicted(name, variant, reordering, dtype):
    assert alarms(backend(registry.get(name), variant, REORDERINGS_OF_NUMBERS[reordering]), OF_NUMBERS, (dtype,)) == []
