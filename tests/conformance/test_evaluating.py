"""Weights that are to be evaluated: what puts other ones in place, or does not take them out again, is convicted."""

import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.checks import life, smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.impostors.misliving import lives_of
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.registry import get, names

ALGORITHMS = ("schedule_free", "schedule_free_sgd")
GOOD = (Verdict.CONFORMS, Verdict.VARIANT)


def judged(made, algorithm):
    subject, *_ = subjects(made, Selection((algorithm,), ("float64",)))
    return perform(life.CHECK, subject, "evaluation", smoke.CHECK)


def test_these_algorithms_have_other_weights_for_that():
    found: list[Algorithm] = [get(name) for name in names()]
    assert tuple(a.name for a in found if a.evaluating and a.training) == ALGORITHMS


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_right_ones_pass(algorithm):
    outcome = judged(Backend("numpy", Numpy), algorithm)
    assert outcome.verdict in GOOD
    assert outcome.judged


@pytest.mark.parametrize(
    "wrong", [w for a in ALGORITHMS for w in lives_of(a) if w.kind == "evaluation"], ids=lambda w: w.id
)
def test_wrong_ones_are_convicted(wrong):
    outcome = judged(wrong.backend(), wrong.algorithm)
    assert (outcome.verdict, outcome.clauses) == (Verdict.VIOLATES, ("STEP-22",))


class Without(Numpy):
    evaluate = None


def test_an_adapter_without_the_verb_is_untested():
    outcome = judged(Backend("numpy", Without), "schedule_free")
    assert outcome.verdict is Verdict.UNTESTED
    assert "has no evaluate()" in outcome.reason


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_pytorch_optimizer_puts_them_in_place_and_takes_them_out(algorithm):
    pytest.importorskip("pytorch_optimizer", reason="pytorch_optimizer is not installed")
    assert judged(load("pytorch-optimizer"), algorithm).verdict in GOOD


def test_optax_evaluates_by_the_first_b1():
    pytest.importorskip("optax", reason="optax is not installed")
    outcome = judged(load("optax"), "schedule_free_sgd")
    assert outcome.verdict is Verdict.VIOLATES
    assert "changes" in outcome.reason
