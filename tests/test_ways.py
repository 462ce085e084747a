"""No way of writing a mean of two values is convicted, and without the reading that covers them some would be."""

import random

import pytest

from goldstep.adapters.contract import Contract
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import outcomes
from goldstep.conformance.checks import get as check
from goldstep.conformance.checks.properties import search
from goldstep.conformance.performer import Performer, backend
from goldstep.conformance.subject import Selection, subjects
from goldstep.conformance.ways import OF_NUMBERS, OF_TENSORS, SINGLE, blends
from goldstep.reference.arithmetics import budget
from goldstep.reference.registry import get, names

CHECKS = [check(name) for name in ("one-step", "properties")]


def distinct(name):
    """One variant for each setting of the switches."""
    return list({tuple(v.switches.items()): v.name for v in reversed(get(name).variants)}.values())


def alarms(judged):
    found = list(outcomes(judged, Selection(), CHECKS))
    assert found
    return [(cell.id, outcome.margin, outcome.reason) for cell, outcome in found if outcome.failed]


def of(name):
    return OF_NUMBERS if get(name).number else OF_TENSORS


WITH_A_MEAN = [name for name in names() if blends(name)]


def cases():
    """Every way with every variant; of the ways a quarter are drawn, each with one variant."""
    drawn = random.Random(10)
    for name in WITH_A_MEAN:
        variants, ways = distinct(name), list(of(name))
        own = {way: drawn.choice(variants) for way in drawn.sample(ways, (len(ways) + 3) // 4)}
        for way in ways:
            for variant in variants:
                marks = () if own.get(way) == variant else pytest.mark.whole
                yield pytest.param(name, variant, way, marks=marks, id=f"{way}-{name}@{variant}")


def test_most_algorithms_have_a_mean():
    assert len(WITH_A_MEAN) > 35


@pytest.mark.parametrize(("name", "variant", "way"), list(cases()))
def test_no_way_is_convicted(name, variant, way):
    assert alarms(backend(get(name), variant, of(name)[way])) == []


@pytest.mark.parametrize("way", SINGLE)
@pytest.mark.parametrize(("name", "variant"), [("ema", "stable-diffusion-1"), ("adam", "pytorch-2.13")])
def test_a_weight_in_single_precision_is_covered_by_the_contract_that_says_so(name, variant, way):
    class Single(Performer):
        contract = Contract(constants="single", coefficients="single")

    assert alarms(Backend(name, lambda: Single(get(name), variant, SINGLE[way]))) == []
    assert alarms(backend(get(name), variant, SINGLE[way]))


@pytest.mark.parametrize(
    ("name", "variant", "way"),
    [
        ("ema", "stable-diffusion-1", "less"),
        ("ema", "pytorch-2.13-buffers", "from-old"),
        ("one_cycle_lr", "optax-0.2.8", "from-new"),
    ],
)
def test_a_budget_of_the_formula_as_it_is_written_would_convict_it(name, variant, way, monkeypatch):
    judged = backend(get(name), variant, of(name)[way])
    assert alarms(judged) == []

    monkeypatch.setattr(budget, "lerped", lambda value, *_: value)
    monkeypatch.setattr(budget, "blended", lambda value, *_: value)

    assert alarms(judged)


def test_a_ramp_that_goes_on_without_the_rate_it_began_from(monkeypatch):
    """``target + (theta - target) * left / left before``, as the NumPy backend has SWALR: no seed convicts it."""
    selected = Selection(("swalr",), ("float64",))

    def failed():  # of a subject of its own each time, for one remembers what it expects
        (subject,) = (s for s in subjects(load("numpy"), selected) if s.variant_name == "pytorch-2.13-linear")
        seeds = range(5)
        return sum(search(subject, derandomize=False, examples=100, start=seed).failed for seed in seeds)

    assert failed() == 0

    monkeypatch.setattr(budget, "lerped", lambda value, *_: value)
    monkeypatch.setattr(budget, "blended", lambda value, *_: value)

    assert failed() > 0
