"""Micro-batches of unequal weight: what a stranger writes is judged, rightly and wrongly, by whatever door it comes."""

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.conformance import lives
from goldstep.conformance.checks import life, smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.impostors.misliving import lives_of
from goldstep.conformance.lives.parted import WEIGHTS, of_all
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import backend
from goldstep.conformance.subject import Selection, subjects
from goldstep.reference.registry import get

GOOD = (Verdict.CONFORMS, Verdict.VARIANT)


class Loop:
    """SGD behind a loop that accumulates: the gradients of all samples over their number."""

    def info(self):
        return Info("loop", "1", algorithms={"sgd": ["pytorch-2.13"]}, options={"windows": ["sgd"]})

    def init(self, setup):
        self.k, self.dtype = setup.window, setup.dtype
        self.params = [p.astype(setup.dtype) for p in setup.params]
        self.begin()

    def begin(self):
        self.given = []

    def micro_step(self, gradients, weight, last, hyper):
        self.given.append((weight, gradients))
        if self.ends(last):
            given = self.given
            self.begin()
            self.update(given, hyper)

    def ends(self, last):
        return last or len(self.given) == self.k

    def update(self, given, hyper):
        total = sum(weight for weight, _ in given)
        self.step([sum(w * g[i] for w, g in given) / total for i in range(len(self.params))], hyper)

    def step(self, gradients, hyper):
        for i, g in enumerate(gradients):
            g = g.astype(self.dtype) + hyper["weight_decay"] * self.params[i]
            self.params[i] = self.params[i] - hyper["lr"] * g

    def state(self):
        return {"theta": self.params}


class Alike(Loop):
    def update(self, given, hyper):
        super().update([(1, g) for _, g in given], hyper)


class AlikeByFull(Loop):
    def update(self, given, hyper):
        self.step([sum(g[i] for _, g in given) / self.k for i in range(len(self.params))], hyper)


class Dropped(Loop):
    def update(self, given, hyper):
        if len(given) == self.k:
            super().update(given, hyper)


class Kept(Loop):
    def ends(self, last):
        return len(self.given) == self.k


class Ranks(Loop):
    """Two processes with a mean of their own, which all_reduce averages."""

    def update(self, given, hyper):
        ranks = [rank for rank in (given[::2], given[1::2]) if rank]
        means = [
            [sum(w * g[i] for w, g in rank) / sum(w for w, _ in rank) for i in range(len(self.params))]
            for rank in ranks
        ]
        self.step([sum(each) / len(ranks) for each in zip(*means, strict=True)], hyper)


class Mute(Loop):
    micro_step = None


class WithoutWindows(Loop):
    def info(self):
        return Info("loop", "1", algorithms={"sgd": ["pytorch-2.13"]})


def judged(make, cell="windows", dtype="float64", algorithm="sgd"):
    made = make if isinstance(make, Backend) else Backend("loop", make)
    subject, *_ = subjects(made, Selection((algorithm,), (dtype,)))
    return perform(life.CHECK, subject, cell, smoke.CHECK)


def test_the_gradients_of_all_samples_over_their_number_conform():
    for dtype in ("float64", "float32"):
        outcome = judged(Loop, dtype=dtype)
        assert outcome.verdict in GOOD
        assert outcome.judged


@pytest.mark.parametrize("make", [Alike, AlikeByFull, Dropped, Kept, Ranks])
def test_whatever_else_is_done_violates(make):
    outcome = judged(make)
    assert outcome.verdict is Verdict.VIOLATES
    assert "STEP-21" in outcome.clauses


def test_what_is_not_declared_is_untested_and_what_is_declared_must_be_there():
    assert judged(WithoutWindows).reason == "loop declares no windows"
    broken = judged(Mute)
    assert broken.verdict is Verdict.ERROR
    assert "declares windows and has no micro_step()" in broken.reason


@pytest.mark.parametrize("wrong", [w for w in lives_of("sgd") if w.clause == "STEP-21"], ids=lambda w: w.id)
def test_every_wrong_life_of_micro_batches_is_convicted(wrong):
    cell = "lengths" if wrong.way.name.startswith("length") else "windows-guard"
    outcome = judged(wrong.backend(), cell)
    assert outcome.verdict is Verdict.VIOLATES
    assert "STEP-21" in outcome.clauses


@pytest.mark.parametrize("variant", ["pytorch-2.13", "optax-0.2.8"])
def test_a_loop_takes_them_too(variant):
    right = backend(get("training_loop"), variant)
    assert judged(right, "windows-guard", "float64", "training_loop").verdict is Verdict.VARIANT
    wrong = next(w for w in lives_of("training_loop", variant) if w.way.name == "means-weigh-alike")
    assert judged(wrong.backend(), "windows", "float64", "training_loop").verdict is Verdict.VIOLATES


@pytest.mark.parametrize("algorithm", ["sgd", "adafactor", "training_loop"])
def test_torch_gathers_by_its_autograd(algorithm):
    torch = pytest.importorskip("goldstep.adapters.torch", reason="torch is not installed")
    for cell in ("windows", "windows-guard"):
        assert judged(Backend("torch", torch.Torch), cell, "float32", algorithm).verdict in GOOD


def test_the_windows_of_a_case_are_its_gradients():
    (subject,) = subjects(Backend("loop", Loop), Selection(("sgd",), ("float64",)))
    case = lives.parted(subject)
    assert [len(window) for window in case.parts.values()] == list(map(len, WEIGHTS))
    assert tuple(map(of_all, case.parts.values())) == case.gradients
    assert {part.last for window in case.parts.values() for part in window[:-1]} == {False}


@pytest.mark.parametrize("algorithm", ["gradient_accumulation", "adam"])
def test_optax_takes_a_function_for_the_length_of_its_windows(algorithm):
    optax = pytest.importorskip("goldstep.adapters.optax", reason="optax is not installed")
    subject = next(
        s for s in subjects(Backend("optax", optax.Optax), Selection((algorithm,), ("float64",))) if s.mode == "jit"
    )
    assert perform(life.CHECK, subject, "lengths", smoke.CHECK).verdict in GOOD
    assert subject.lacks("windows")
