"""What a backend is given is what the exact reference is given: every number is a float64, and nothing is rounded."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import load
from goldstep.conformance.checks.transitions import WINDOWS
from goldstep.conformance.drawn import Stream, case
from goldstep.conformance.limits import Limits
from goldstep.conformance.run import Run
from goldstep.conformance.subject import Selection, subjects
from goldstep.reference.algorithm import double_of
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.reading import Reading
from goldstep.reference.registry import get, names
from goldstep.reference.trajectory import start

THIRD = F(1, 3)


def subject_of(name, variant):
    return next(s for s in subjects(load("numpy"), Selection((name,), ("float64",))) if s.variant_name == variant)


def numbers_of(case):
    rows = [*case.params, *(g for step in case.gradients for g in step), *(r for rs in case.state.values() for r in rs)]
    hypers = [case.hyper, *case.changes.values(), *case.groups]
    return [x for row in rows for x in row] + [x for h in hypers for x in h.values()]


def test_a_float64_is_itself_and_nothing_else_is_one():
    assert double_of(F(0.1)) == 0.1
    with pytest.raises(OutOfDomain, match=r"1/3 is no float64; the nearest one is 0\.333"):
        double_of(THIRD)


@pytest.mark.parametrize("name", names())
def test_every_generated_number_is_a_float64(name):
    limits = Limits(Info("x", "0", {}), get(name))
    for variant in get(name).variants:
        draw = Stream(1)
        for _ in range(25):
            for x in numbers_of(case(draw, variant, limits, loads=True, anywhere=True)):
                double_of(x)


@pytest.mark.parametrize("variant", ["keras-3.15", "optax-0.2.8"])
def test_every_state_before_a_transition_is_a_float64(variant):
    subject = subject_of("cosine_warm_restarts", variant)
    hyper = {**subject.cases[0].hyper, **({"peak_factor": F(0.9)} if variant == "keras-3.15" else {})}
    subject.__dict__["cases"] = (replace(subject.cases[0], hyper=hyper),)
    for each in WINDOWS["ends"](subject, True, True):
        for x in numbers_of(each):
            double_of(x)


@pytest.mark.parametrize("place", ["params", "gradients", "state", "hyper"])
def test_a_number_that_is_none_stops_a_run(place):
    subject = subject_of("adam", "pytorch-2.13")
    case = replace(subject.cases[0], gradients=subject.cases[0].gradients[:1])
    one = case.params
    bad = tuple((THIRD,) * len(p) for p in one)
    changed = {
        "params": {"params": bad},
        "gradients": {"gradients": (bad,)},
        "state": {"state": {"m": bad, "v": one}, "done": 1},
        "hyper": {"hyper": {**case.hyper, "beta1": THIRD}},
    }[place]
    with pytest.raises(OutOfDomain, match="no float64"):
        Run(subject, replace(case, **changed)).step()


def test_a_scalar_of_a_given_state_is_held_in_the_precision_of_scalars():
    algorithm = get("nadam")
    case = subject_of("nadam", "paper").cases[0]
    state = {slot.name: case.params for slot in algorithm.slots_of(algorithm.variant("paper"))}
    state["mu_product"] = ((F(0.1),),) * len(case.shapes)
    case = replace(case, state=state, done=3)

    def error(dtype, scalars):
        budget = Budget(dtype, Contract(scalars=scalars))
        return float(start(case, Reading(algorithm, algorithm.variant("paper"), budget))[0]["mu_product"].e[0])

    assert error(FLOAT64, "double") == error(FLOAT32, "double") == 0
    assert error(FLOAT64, "single") > FLOAT32.roundoff * 0.05
