"""A diagnosis tries every impostor under every variant, and changes no verdict."""

from functools import partial

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.adapters.numpy import Numpy
from goldstep.conformance import diagnosis, suspects
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get as check
from goldstep.conformance.checks import smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.counting import miscounted
from goldstep.conformance.drive import drive
from goldstep.conformance.glance import elsewhere
from goldstep.conformance.impostors.resuming import Forgets
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.resumption import lost
from goldstep.conformance.subject import Selection, Subject
from goldstep.reference.registry import get, names

OFTEN = ("adashift",)  # of those with impostors that need what only some variants have


class Off(Numpy):
    """Shows parameters that are off by a thousandth, from the first step on."""

    def info(self):
        return Info("off", "1", super().info().algorithms, ("float64",))

    def state(self):
        state = super().state()
        began = bool(state["t"] if isinstance(state["t"], int) else max(state["t"]))
        return {**state, "theta": [x * 1.001 for x in state["theta"]]} if began else state


@pytest.mark.parametrize("name", [pytest.param(n, marks=() if n in OFTEN else pytest.mark.whole) for n in names()])
def test_no_impostor_turns_a_violation_into_an_error(name):
    of_variants = {}
    for cell in cells(Backend("off", Off), Selection((name,)), check("one-step")):
        of_variants.setdefault(cell.subject.variant_name, cell)
    for cell in of_variants.values():
        outcome = cell.judge(diagnose=False)
        assert outcome.verdict in (Verdict.VIOLATES, Verdict.UNTESTED), outcome.reason
        assert isinstance(list(diagnosis.explain(cell.subject, outcome, fit=False)), list)


def test_a_suspect_that_cannot_be_built_is_passed_over(monkeypatch):
    def broken(subject):
        def build():
            raise KeyError("a quantity of another variant")

        yield suspects.Suspect("broken", build, subject.variant)

    monkeypatch.setattr(suspects, "impostors", broken)
    cell = next(cells(Backend("off", Off), Selection(("sgd",)), check("one-step")))
    outcome = cell.judge()
    assert outcome.verdict is Verdict.VIOLATES
    assert not any("broken" in note for note in outcome.notes)


def test_a_diagnosis_that_fails_says_so(monkeypatch):
    def fails(*given):
        raise ValueError("nobody knows")

    monkeypatch.setattr(diagnosis, "sought", fails)
    cell = next(cells(Backend("off", Off), Selection(("sgd",)), check("one-step")))
    outcome = cell.judge()
    assert outcome.verdict is Verdict.VIOLATES
    assert outcome.notes == ("none: it failed with ValueError: nobody knows",)


def test_what_is_lost_on_load_is_no_mistake_of_the_formula():
    """An impostor that edits a branch which the declared variant does not take would fit every step."""
    backend = Backend("wrong", partial(Forgets, get("adamw"), "pytorch-2.13", "m"))
    subject = Subject(backend, "adamw", "pytorch-2.13", "float64", "default")
    outcome = perform(check("life"), subject, "restore", smoke.CHECK)
    assert outcome.clauses == ("STEP-11",)
    lost = "m is not restored: it stays that of the optimizer that loads"
    assert list(diagnosis.explain(subject, outcome)) == [lost]


def test_where_nothing_is_lost_on_load_nothing_is_said_to_be():
    for name in ("adamw", "exponential_lr"):
        subject = Subject(Backend("numpy", Numpy), name, "pytorch-2.13", "float64", "default")
        assert not any(lost(subject, case) for case in subject.cases)


def test_a_glance_rejects_what_goes_elsewhere_and_nothing_that_is_right():
    subject = Subject(Backend("numpy", Numpy), "adam", "pytorch-2.13", "float64", "default")
    for case in subject.cases:
        for reset in (False, True):
            trace = drive(subject, case, reset=reset)
            assert not elsewhere(subject, case, trace, subject.algorithm, subject.variant)
        other = dict(miscounted(subject.algorithm))["its count of steps is one ahead"]
        assert elsewhere(subject, case, drive(subject, case), other, subject.variant)
