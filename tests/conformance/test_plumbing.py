"""Wrong lives are named in a sentence: what does not reach the step, and where it comes from instead."""

from dataclasses import replace
from functools import partial

import pytest

from goldstep.adapters.loading import Backend
from goldstep.conformance import diagnosis
from goldstep.conformance.checks import get
from goldstep.conformance.checks.check import perform
from goldstep.conformance.checks.smoke import CHECK as SMOKE
from goldstep.conformance.impostors import living
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.registry import get as algorithm


class ByConstruction(living.Living):
    """Has all but the learning rate from its construction."""

    def init(self, setup):
        own = [{k: x for k, x in group.items() if k == "lr"} for group in setup.groups]
        self.constructed = dict(setup.hyper)
        super().init(replace(setup, groups=own))

    def step(self, gradients, hyper):
        super().step(gradients, {**self.constructed, "lr": hyper["lr"]})


FAULTS = [
    (living.Frozen, "lr", "changes", "it ignores changes of lr"),
    (living.Frozen, "beta1", "changes", "it ignores changes of beta1"),
    (living.TooLate, "lr", "changes", "a new lr comes into force a step late"),
    (living.TooLate, "eps", "changes", "a new eps comes into force a step late"),
    (living.Common, "lr", "groups", "it ignores lr of parameter groups"),
    (living.Common, "beta2", "groups", "it ignores beta2 of parameter groups"),
    (living.OfAnother, "lr", "groups", "it reads lr of the last parameter group but one for all"),
    (ByConstruction, "", "changes", "it ignores changes of hyperparameters other than lr"),
    (ByConstruction, "", "groups", "parameter groups have no hyperparameters other than lr of their own"),
    (living.NoneIsZero, "", "missing", "a missing gradient counts as one of zeros"),
    (living.Descends, "", "maximize", "it ignores maximize"),
]


class Swapped(living.Living):
    """Shows the first moment as the second."""

    def state(self):
        state = super().state()
        return {**state, "m": state["v"], "v": state["m"]}


class Narrow(living.Living):
    """Works in float32 whatever it is asked for."""

    def init(self, setup):
        super().init(setup)
        self.arithmetic = self.make_arithmetic("float32")
        self.reading.arithmetic = self.arithmetic

    def moved(self, hypers, gradients):
        return [
            {k: x.astype("float32").astype("float64") for k, x in s.items()} for s in super().moved(hypers, gradients)
        ]


def notes(make, name, cell, check="life"):
    made = Backend("wrong", partial(make, algorithm("adam"), "paper", name))
    subject = Subject(made, "adam", "paper", "float64", "default")
    outcome = perform(get(check), subject, cell, SMOKE)
    assert outcome.verdict is Verdict.VIOLATES
    return list(diagnosis.explain(subject, outcome))


@pytest.mark.parametrize(("make", "name", "cell", "sentence"), FAULTS)
def test_a_wrong_life_is_named(make, name, cell, sentence):
    assert notes(make, name, cell) == [sentence]


def test_what_is_swapped_is_named():
    assert notes(Swapped, "", "spike@paper", "one-step") == ["m and v are swapped where its state is shown"]


def test_what_is_in_single_precision_is_named():
    (note,) = notes(Narrow, "", "spike@paper", "one-step")
    assert note.startswith("every step is right within the rounding of float32")


def test_nothing_is_said_of_what_fits_nothing():
    class Odd(living.Living):
        def step(self, gradients, hyper):
            super().step([g * (1 + 0.01 * abs(g)) for g in gradients], hyper)

    assert notes(Odd, "", "spike@paper", "one-step") == []
