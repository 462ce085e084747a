"""What a backend says that it cannot do with hyperparameters is asked of it by no check.

A backend that is right and insists on what it has declared is run by the whole battery, for each algorithm. Without
`-m whole` a few are drawn by a fixed seed.
"""

import random
from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import outcomes
from goldstep.conformance.checks.properties import pool
from goldstep.conformance.limits import EVERY, Limits
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.reference.algorithm import Interval
from goldstep.reference.registry import get, names

DECLARED = ("fixed", "constant", "common", "bounds")
SAMPLE = random.Random(15).sample([(name, what) for name in names() if get(name).hypers for what in DECLARED], 10)


class Insisting(Performer):
    """Refuses what it has declared that it does not take."""

    def __init__(self, what, algorithm, variant):
        super().__init__(algorithm, variant)
        self.what, self.first = what, None

    @property
    def own(self):
        """What is declared of each hyperparameter."""
        known = {name: x for name, x in self.variant.defaults.items() if x is not None}
        if self.what == "fixed":
            return {name: float(Fraction(x)) for name, x in known.items()}
        if self.what == "bounds":
            return {name: domain for name in self.variant.defaults if (domain := narrower(self.algorithm.hyper(name)))}
        return (EVERY,)

    def info(self):
        key = self.algorithm.name if self.what == "fixed" else EVERY
        return replace(super().info(), **{self.what: {key: self.own}})

    def init(self, setup):
        super().init(setup)
        self.first = dict(setup.hyper)
        for own in setup.groups:
            self.check(own)
            assert self.what != "common" or own.items() <= setup.hyper.items()
        self.check(setup.hyper)

    def step(self, gradients, hyper):
        self.check(hyper)
        assert self.what != "constant" or hyper == self.first
        super().step(gradients, hyper)

    def check(self, hyper):
        for name, value in hyper.items():
            if self.what == "fixed":
                assert value == self.own.get(name, value), name
            if self.what == "bounds" and name in self.own:
                assert Fraction(value) in Interval(self.own[name]), name


def narrower(hyper):
    """Half of the range in which its values are drawn, without one end."""
    low, high = hyper.drawn.bounds
    return "" if hyper.integer or high == low else f"({low}, {(low + high) / 2}]"


def test_what_never_falls_below_a_hyperparameter_is_not_drawn_below_it():
    algorithm = get("prodigy")
    limits = Limits(Info("any", "1", algorithms={}), algorithm)
    cases = [case for variant in algorithm.variants for case in pool(variant, limits, loads=True)]
    loaded = [case for case in cases if case.done]
    assert loaded
    assert all(case.state["d"][0][0] >= case.hyper["d0"] for case in loaded)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        pytest.param(name, what, marks=() if (name, what) in SAMPLE else pytest.mark.whole)
        for name in names()
        if get(name).hypers
        for what in DECLARED
    ],
)
def test_no_check_asks_for_what_is_declared_to_be_missing(name, what):
    rule = get(name)
    backend = Backend("insisting", partial(Insisting, what, rule, rule.variants[0].name))

    found = list(outcomes(backend, Selection(dtypes=("float64",))))

    assert [(cell.id, outcome.reason) for cell, outcome in found if outcome.failed] == []
    assert any(outcome.judged for _, outcome in found if outcome.verdict is not Verdict.SOUND)
