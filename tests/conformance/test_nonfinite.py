"""What clippings make of infinities and NaN is judged for every variant of which the pages say it."""

from dataclasses import replace

import numpy as np
import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.checks import nonfinite
from goldstep.conformance.impostors.nonfinite import NON_FINITE
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import backend
from goldstep.conformance.subject import Subject
from goldstep.reference.registry import get, names

KERAS = ("clip_by_global_norm", "keras-3.15")
STATED = [(algorithm, variant) for algorithm, rules in nonfinite.RULES.items() for variant in rules]


def judge(judged, algorithm, variant, dtype="float64"):
    return nonfinite.run(Subject(judged, algorithm, variant, dtype, "default"))


@pytest.mark.parametrize(("algorithm", "variant"), STATED)
def test_rules_are_of_variants_with_a_clause(algorithm, variant):
    assert algorithm in names()
    assert get(algorithm).variant(variant)
    assert get(algorithm).behaviour_clause


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("algorithm", "variant"), [pair for pair in STATED if pair[1] != "burn-0.21"])
def test_the_numpy_backend_follows_them(algorithm, variant, dtype):
    assert not judge(Backend("numpy", Numpy), algorithm, variant, dtype).failed


@pytest.mark.parametrize(("algorithm", "variant"), [pair for pair in STATED if pair != KERAS])
def test_the_formulas_follow_them(algorithm, variant):
    assert not judge(backend(get(algorithm), variant), algorithm, variant).failed


def test_keras_is_told_from_the_formula_that_it_shares():
    outcome = judge(backend(get(KERAS[0]), KERAS[1]), *KERAS)

    assert outcome.verdict is Verdict.VIOLATES
    assert outcome.clauses == ("CLIP-BY-GLOBAL-NORM-4",)
    assert "beside a gradient of inf, element 1 of parameter 1 became 0 and must be nan" in outcome.reason


@pytest.mark.parametrize("impostor", NON_FINITE, ids=lambda i: i.id)
def test_impostors_are_convicted_by_nothing_else(impostor):
    outcome = judge(impostor.backend(), impostor.algorithm, impostor.variant)

    assert outcome.verdict is Verdict.VIOLATES
    assert outcome.clauses == (impostor.clause,)


def test_a_paper_that_says_nothing_is_not_judged():
    assert not nonfinite.applies(Subject(Backend("numpy", Numpy), "clip_by_global_norm", "paper", "float64", "default"))


class TakesAnything(Numpy):
    """Has the option, and does not read it."""

    def init(self, setup):
        super().init(setup)
        self._options = ()


class ClipsFirst(Numpy):
    """Raises when it has written into the gradients."""

    def step(self, gradients, hyper):
        super().step([np.nan_to_num(g) for g in gradients], hyper)
        if not all(np.isfinite(g).all() for g in gradients):
            raise FloatingPointError


class StaysBroken(Numpy):
    """Raises in the next step, too."""

    def step(self, gradients, hyper):
        if not np.isfinite(self._theta[0]).all():
            gradients = [g * np.nan for g in gradients]
        try:
            super().step(gradients, hyper)
        except FloatingPointError:
            if not np.isfinite(gradients[0]).any():
                return
            raise


class WithoutTheOption(Numpy):
    def info(self):
        return replace(super().info(), options={})


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (TakesAnything, "no step raises"),
        (ClipsFirst, "a step raises, and has changed the gradients"),
        (StaysBroken, "the finite step after it is another"),
    ],
)
def test_what_is_not_refused_as_it_should_be_violates(make, reason):
    outcome = nonfinite.refused(Subject(Backend("wrong", make), "clip_by_global_norm", "pytorch-2.13", "float64", ""))
    assert outcome.verdict is Verdict.VIOLATES
    assert outcome.clauses == ("CLIP-BY-GLOBAL-NORM-4",)
    assert reason in outcome.reason


def test_a_backend_without_the_option_is_untested():
    outcome = nonfinite.refused(
        Subject(Backend("x", WithoutTheOption), "clip_by_global_norm", "pytorch-2.13", "float64", "")
    )
    assert outcome.verdict is Verdict.UNTESTED
    assert outcome.reason == "x declares no error_if_nonfinite"


@pytest.mark.parametrize("name", ["numpy", "torch"])
@pytest.mark.parametrize("variant", ["pytorch-2.13", "pytorch-2.13-1", "pytorch-2.13-inf"])
def test_what_is_not_finite_is_refused(name, variant):
    if name == "torch":
        pytest.importorskip("torch", reason="torch is not installed")
    judged = load(name)
    mode = judged.info.modes[0]
    outcome = nonfinite.refused(Subject(judged, "clip_by_global_norm", variant, "float32", mode))
    assert outcome.verdict is Verdict.VARIANT
