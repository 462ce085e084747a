"""Options of a run: what a backend declares is judged, and what it does not declare is untested."""

import numpy as np
import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.adapters.numpy import Numpy
from goldstep.conformance import lives
from goldstep.conformance.checks import life, smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects

OPTIONS = ("maximize", "guard", "mask")


class Some(Numpy):
    """Adam and Sophia with all options."""

    own = {"adam": ["pytorch-2.13"], "sophia": ["paper"]}  # noqa: RUF012  (nobody changes it)

    def info(self):
        return Info("some", "1", self.own, groups=True, options=dict.fromkeys(OPTIONS, ("*",)))


class WithoutOptions(Some):
    def info(self):
        return Info("some", "1", self.own, groups=True)


class CreatesLate(Some):
    """Shows its state from the first update on."""

    def state(self):
        shown = super().state()
        return shown if any(self._counts) else {name: shown[name] for name in ("theta", "t")}


class ForgetsTheOption(Some):
    """Takes the options and does not read them."""

    def init(self, setup):
        super().init(setup)
        self._options = ()
        self._groups = [{}] * len(self._theta) if "mask" in setup.options else self._groups


def judged(make, cell, algorithm="adam"):
    (subject,) = subjects(Backend("some", make), Selection((algorithm,), ("float64",)))
    return perform(life.CHECK, subject, cell, smoke.CHECK), subject


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("algorithm", ["adam", "sophia"])
def test_a_declared_option_is_judged(option, algorithm):
    outcome, _ = judged(Some, option, algorithm)
    assert outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT)
    assert outcome.judged


@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_that_is_not_declared_is_untested(option):
    outcome, _ = judged(WithoutOptions, option)
    assert outcome.verdict is Verdict.UNTESTED
    assert outcome.reason == f"some declares no {option}"


@pytest.mark.parametrize(("option", "clause"), [("maximize", "STEP-15"), ("guard", "STEP-16"), ("mask", "STEP-8")])
def test_an_option_without_effect_violates(option, clause):
    outcome, _ = judged(ForgetsTheOption, option)
    assert outcome.verdict is Verdict.VIOLATES
    assert clause in outcome.clauses


def test_what_the_first_update_creates_may_be_missing_until_then():
    outcome, _ = judged(CreatesLate, "guard")
    assert outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT)


def test_updates_are_left_out_first_alone_and_in_a_row():
    _, subject = judged(Some, "guard")
    case = lives.guarded(subject)
    assert sorted(case.spoilt) == [1, 4, 6, 7]
    given = {value for places in case.spoilt.values() for value in places.values()}
    assert {np.inf, -np.inf} < given
    assert any(map(np.isnan, given))


class CountsWhatIsLeftOut(Numpy):
    """Goes on in its window of micro-steps where it leaves one out."""

    def info(self):
        own = {"gradient_accumulation": ["optax-0.2.8"]}
        return Info("some", "1", own, missing=True, options={"guard": ("*",)})

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if not all(np.isfinite(g).all() for g in gradients):
            self._counts = [n + 1 for n in self._counts]


class CountsWhatIsTaken(CountsWhatIsLeftOut):
    step = Numpy.step


def test_a_micro_step_that_is_left_out_has_no_place_in_its_window():
    right, _ = judged(CountsWhatIsTaken, "guard", "gradient_accumulation")
    assert right.verdict is Verdict.VARIANT
    wrong, _ = judged(CountsWhatIsLeftOut, "guard", "gradient_accumulation")
    assert wrong.verdict is Verdict.VIOLATES
    assert "STEP-16" in wrong.clauses


@pytest.mark.parametrize("variant", ["optax-0.2.8", "optax-0.2.8-sum"])
def test_the_windows_of_optax_leave_out_micro_steps(variant):
    optax = pytest.importorskip("goldstep.adapters.optax", reason="optax is not installed")
    subject, *_ = (
        s
        for s in subjects(Backend("optax", optax.Optax), Selection(("gradient_accumulation",), ("float64",)))
        if s.variant_name == variant
    )
    assert perform(life.CHECK, subject, "guard", smoke.CHECK).verdict is Verdict.VARIANT
