"""Gradients that are far larger than ordinary ones, as large as the dtype allows."""

import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.conformance.checks import life, smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.impostors.misliving import lives_of
from goldstep.conformance.lives import large, room
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection, subjects
from goldstep.reference.arithmetics.dtypes import DTYPES
from goldstep.reference.registry import get

GOOD = (Verdict.CONFORMS, Verdict.VARIANT)


def right(name, *dtypes):
    class Right(Performer):
        def info(self):
            return Info("right", "0", {name: [self.variant.name]}, dtypes=dtypes)

    variant = get(name).variants[0].name
    return list(subjects(Backend("right", lambda: Right(get(name), variant)), Selection()))


@pytest.mark.parametrize("name", ["sgd", "adamw", "adafactor", "muon", "lamb", "sophia", "ema", "clip_by_block_rms"])
def test_a_right_one_is_judged_in_every_dtype(name):
    for subject in right(name, "float64", "float32", "float16"):
        outcome = perform(life.CHECK, subject, "large", smoke.CHECK)
        assert outcome.verdict in GOOD
        assert outcome.judged


def test_squares_of_the_largest_gradients_have_a_value():
    most = {}
    for subject in right("adam", "float64", "float32", "float16"):
        top = max(abs(x) for step in large(subject).gradients for g in step for x in g)
        assert top**2 < DTYPES[subject.dtype_name].largest
        most[subject.dtype_name] = room(subject)
    assert most == {"float64": 50, "float32": 50, "float16": 6}


@pytest.mark.parametrize("wrong", [w for w in lives_of("adamw") if w.way.clause == "STEP-24"], ids=lambda w: w.id)
def test_one_that_is_careful_is_convicted(wrong):
    subject, *_ = subjects(wrong.backend(), Selection())
    outcome = perform(life.CHECK, subject, "large", smoke.CHECK)
    assert outcome.verdict is Verdict.VIOLATES
    assert "STEP-24" in outcome.clauses
