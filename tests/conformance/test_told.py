"""What a backend tells besides its state."""

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend, load
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.checks import life, smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects


class Falling(Numpy):
    """A cosine annealing and batch statistics that tell what they should."""

    training = True

    def info(self):
        own = {"cosine_annealing": ["pytorch-2.13"], "batch_norm_statistics": ["pytorch-2.13"]}
        return Info("some", "1", own)

    def told(self):
        return {**super().told(), "kept": {"training": self.training}}


class LogsBefore(Falling):
    rates = ()

    def step(self, gradients, hyper):
        self.rates = [float(x) for x in self._theta]
        super().step(gradients, hyper)

    def told(self):
        return {"rates": self.rates}


class LeavesEvaluation(Falling):
    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        self.training = False


class SaysNothing(Falling):
    def told(self):
        return {}


class SaysMore(Falling):
    def told(self):
        return {"rate": [1.0]}


class SaysNoNumber(Falling):
    def told(self):
        return {"rates": ["high"]}


class Without(Falling):
    told = None


def judged(make, algorithm):
    (subject,) = subjects(Backend("some", make), Selection((algorithm,), ("float64",)))
    return perform(life.CHECK, subject, "told", smoke.CHECK)


@pytest.mark.parametrize("algorithm", ["cosine_annealing", "batch_norm_statistics"])
def test_what_is_told_rightly_passes(algorithm):
    outcome = judged(Falling, algorithm)
    assert outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT)
    assert outcome.judged


@pytest.mark.parametrize(
    ("make", "algorithm", "reason"),
    [
        (LogsBefore, "cosine_annealing", "the rates told after step 2 are"),
        (LeavesEvaluation, "batch_norm_statistics", "training was True and is False after step 1"),
    ],
)
def test_what_is_told_wrongly_violates(make, algorithm, reason):
    outcome = judged(make, algorithm)
    assert outcome.verdict is Verdict.VIOLATES
    assert outcome.clauses == ("STEP-19",)
    assert reason in outcome.reason


@pytest.mark.parametrize(
    ("make", "verdict", "reason"),
    [
        (SaysNothing, Verdict.UNTESTED, "tells nothing besides its state here"),
        (Without, Verdict.UNTESTED, "the adapter has no told()"),
        (SaysMore, Verdict.ERROR, "told() gives a mapping of rates, counts, norm, scale, kept, not {'rate': [1.0]}"),
        (SaysNoNumber, Verdict.ERROR, "raised ValueError in told"),
    ],
)
def test_what_cannot_be_judged_says_why(make, verdict, reason):
    outcome = judged(make, "cosine_annealing")
    assert outcome.verdict is verdict
    assert reason in outcome.reason


@pytest.mark.parametrize("algorithm", ["batch_norm_statistics", "step_lr", "reduce_on_plateau", "clip_by_global_norm"])
def test_torch_tells_what_it_should(algorithm):
    pytest.importorskip("torch", reason="torch is not installed")
    found = [
        perform(life.CHECK, subject, "told", smoke.CHECK)
        for subject in subjects(load("torch"), Selection((algorithm,)))
        if "told" in life.CHECK.cells(subject)
    ]
    assert {o.verdict for o in found} <= {Verdict.CONFORMS, Verdict.VARIANT, Verdict.UNTESTED}
    assert any(o.judged for o in found)


def test_update_bn_that_forgets_the_mode_of_torch_is_convicted(monkeypatch):
    pytest.importorskip("torch", reason="torch is not installed")
    from goldstep.adapters.torch import batch_norm

    right = batch_norm.update_bn

    def wrong(batches, model):
        right(batches, model)
        model.eval()

    monkeypatch.setattr(batch_norm, "update_bn", wrong)
    subject, *_ = subjects(load("torch"), Selection(("batch_norm_statistics",), ("float64",)))
    assert perform(life.CHECK, subject, "told", smoke.CHECK).verdict is Verdict.VIOLATES
