"""Any optimizer in a whole loop, at the ends of its domains, and beside what else users have in a group."""

import pytest

from goldstep.adapters.loading import Backend
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.checks import life, smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.impostors.misliving import lives_of
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects

GOOD = (Verdict.CONFORMS, Verdict.VARIANT)
OPTIMIZERS = ("sgd", "lion", "adafactor")
CELLS = {
    "clips-together": "loop",
    "clips-each-micro-batch": "loop",
    "clips-the-sum": "loop",
    "clamped-above": "edges",
    "in-the-dtype-beside": "groups",
    "once-for-each-dtype": "groups",
    "replaces-rate": "told",
}
WRONG = [w for name in ("sgd", "lion", "rmsprop", "step_lr") for w in lives_of(name) if w.way.name in CELLS]


def judged(made, algorithm, cell, dtype="float64"):
    subject, *_ = subjects(made, Selection((algorithm,), (dtype,)))
    return perform(life.CHECK, subject, cell, smoke.CHECK)


@pytest.mark.parametrize("algorithm", OPTIMIZERS)
def test_any_optimizer_may_be_in_a_loop(algorithm):
    outcome = judged(Backend("numpy", Numpy), algorithm, "loop", "float32")
    assert outcome.verdict in GOOD
    assert outcome.judged


@pytest.mark.parametrize("algorithm", ["sgd", "adafactor"])
def test_the_loop_of_torch_limits_each_group(algorithm):
    torch = pytest.importorskip("goldstep.adapters.torch", reason="torch is not installed")
    assert judged(Backend("torch", torch.Torch), algorithm, "loop").verdict in GOOD


class ForgetsTheLimit(Numpy):
    """Takes the option and does not read it."""

    def _clipped(self, means):
        return means


def test_a_limit_that_is_not_read_violates():
    outcome = judged(Backend("numpy", ForgetsTheLimit), "sgd", "loop")
    assert outcome.verdict is Verdict.VIOLATES
    assert "STEP-23" in outcome.clauses


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: w.id)
def test_wrong_lives_are_convicted(wrong):
    outcome = judged(wrong.backend(), wrong.algorithm, CELLS[wrong.way.name])
    assert outcome.verdict is Verdict.VIOLATES
    assert wrong.clause in outcome.clauses
