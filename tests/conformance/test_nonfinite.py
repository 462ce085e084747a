"""What clippings make of infinities and NaN is judged for every variant of which the pages say it."""

import pytest

from goldstep.adapters.loading import Backend
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
