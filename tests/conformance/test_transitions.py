"""Each kind of cell of the check `transitions` convicts a schedule that is wrong just there, and no other kind does."""

import copy
from dataclasses import replace

import numpy as np
import pytest

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.checks import smoke
from goldstep.conformance.checks.check import perform
from goldstep.conformance.checks.transitions import CHECK, cells, reciprocal_errs
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection, subjects

ALGORITHM = "cosine_annealing"
CELLS = ["short", "ends", "far", "resume-copy"]


class Sound(Numpy):
    """A cosine that can be resumed: its rate and its count are saved and restored."""

    variant, ways = "mlx-0.32", ("copy",)

    def info(self):
        return Info(
            "sound", "1", {ALGORITHM: [self.variant]}, ("float64",), groups=True, resumes={ALGORITHM: self.ways}
        )

    def init(self, setup):
        super().init(setup)
        self.length = int(setup.hyper["length"])

    def resume(self, way):
        self.load(copy.deepcopy(self.state()))

    def raised(self, by=2.0**-20):
        self._theta = [theta + by for theta in self._theta]


class Recursive(Sound):
    variant = "pytorch-2.13"


class PastTheEnd(Sound):
    """Wrong from the second step after its end on."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if self._counts[0] - 1 == self.length + 1:
            self.raised()


class AtTheEnd(Sound):
    """Its last step is that before the end."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if self._counts[0] - 1 == self.length:
            self.raised()


class LengthOne(Sound):
    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if self.length == 1:
            self.raised()


class LongOnes(Sound):
    """Wrong at the end of schedules of one length, longer than any run from the start."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if self.length == 387 and self._counts[0] - 1 >= self.length:
            self.raised()


class Float32Counter(Sound):
    """Counts in float32, which stands still at 2**24."""

    def step(self, gradients, hyper):
        self._counts[0] = int(np.float32(self._counts[0]))
        super().step(gradients, hyper)
        self._counts[0] = int(np.float32(self._counts[0]))


class Late(Sound):
    def resume(self, way):
        self._counts[0] -= 1


class Early(Sound):
    def resume(self, way):
        self._counts[0] += 1


class RateForgotten(Recursive):
    """Goes on from the base learning rate."""

    def resume(self, way):
        self._theta = [np.asarray(0.125) for _ in self._theta]


class OnlyAtTheTurn(Recursive):
    """What is resumed just before the cosine turns does not turn."""

    def resume(self, way):
        if self._counts[0] - 1 == self.length:
            self._counts[0] += 1


def judged(adapter):
    """The outcome of each cell."""
    (subject,) = subjects(Backend(adapter.__name__, adapter), Selection())
    return {cell: perform(CHECK, subject, cell, smoke.CHECK) for cell in cells(subject)}


@pytest.mark.parametrize("adapter", [Sound, Recursive])
def test_a_sound_schedule_passes_every_cell(adapter):
    found = judged(adapter)
    assert list(found) == CELLS
    assert {outcome.verdict for outcome in found.values()} == {Verdict.VARIANT}
    assert found["ends"].judged == 64 * 2 * 3 + 436 * 2  # lengths, boundaries, steps


@pytest.mark.parametrize(
    ("adapter", "convicting"),
    [
        (PastTheEnd, CELLS),
        (AtTheEnd, CELLS),
        (LengthOne, ["short", "ends"]),
        (LongOnes, ["ends"]),
        (Float32Counter, ["far"]),
        (Late, ["resume-copy"]),
        (Early, ["resume-copy"]),
        (RateForgotten, ["resume-copy"]),
        (OnlyAtTheTurn, ["resume-copy"]),
    ],
)
def test_what_is_wrong_somewhere_is_convicted_there(adapter, convicting):
    found = judged(adapter)
    assert [cell for cell, outcome in found.items() if outcome.verdict is Verdict.VIOLATES] == convicting
    assert all(found[cell].verdict is Verdict.VARIANT for cell in found.keys() - set(convicting))
    for cell in convicting:
        assert found[cell].departure.quantity == "theta"
        assert ("STEP-3" in found[cell].clauses) == cell.startswith("resume-")


def test_the_reason_says_which_schedule_and_where():
    assert "length = 387" in judged(LongOnes)["ends"].reason
    assert "from step 388 on" in judged(LongOnes)["ends"].reason
    assert judged(Late)["resume-copy"].reason == "cosine_annealing/turns@mlx-0.32, resumed by copy after step 1"


class NoResume(Sound):
    resume = None


class ResumeRaises(Sound):
    def resume(self, way):
        raise RuntimeError("no such file")


class UnknownWay(Sound):
    ways = ("copy", "by-hand")

    def resume(self, way):
        if way != "copy":
            raise KeyError(way)
        super().resume(way)


def test_a_resumption_that_does_not_come_about_is_an_error():
    missing, raising = judged(NoResume)["resume-copy"], judged(ResumeRaises)["resume-copy"]
    assert missing.verdict is raising.verdict is Verdict.ERROR
    assert missing.reason == "NoResume: info().resumes names copy, but there is no resume()"
    assert "resume by copy after step 1 of cosine_annealing/turns@mlx-0.32" in raising.reason
    assert "no such file" in raising.reason


def test_each_way_has_a_cell_of_its_own():
    found = judged(UnknownWay)
    assert list(found) == [*CELLS, "resume-by-hand"]
    assert found["resume-copy"].verdict is Verdict.VARIANT
    assert found["resume-by-hand"].verdict is Verdict.ERROR


class NoLoad(Sound):
    load = None

    def resume(self, way):
        super().load(copy.deepcopy(self.state()))


def test_without_load_only_what_begins_at_the_start_is_judged():
    found = judged(NoLoad)
    assert {cell: outcome.verdict for cell, outcome in found.items()} == {
        "short": Verdict.VARIANT,
        "ends": Verdict.UNTESTED,
        "far": Verdict.UNTESTED,
        "resume-copy": Verdict.VARIANT,
    }
    assert "no load()" in found["ends"].reason
    assert found["short"].judged == 12 * 31  # lengths, steps


class NothingToResume(Sound):
    ways = ()


def test_without_a_way_there_is_no_cell():
    assert list(judged(NothingToResume)) == CELLS[:3]


class Optimizer(Numpy):
    def info(self):
        return replace(super().info(), algorithms={"adam": ["paper"]}, dtypes=("float64",))


def test_optimizers_have_no_transitions():
    assert judged(Optimizer) == {}


class ByReciprocal(Sound):
    """A compiled schedule that takes its place as a product with the reciprocal of its length."""

    def info(self):
        return replace(super().info(), costly=("default",))

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        e = self._counts[0] - 1
        if e == self.length and e * (1 / e if e else 0) != 1:  # 1 - cos(pi) is divided by, as it were
            self.raised()


def test_lengths_are_looked_for_at_which_a_reciprocal_errs():
    assert list(reciprocal_errs()) == [41, 47, 49]
    judged = Backend("reciprocal", ByReciprocal)
    (subject,) = subjects(judged, Selection((ALGORITHM,)))
    outcome = perform(CHECK, subject, "ends", smoke.CHECK)
    assert outcome.verdict is Verdict.VIOLATES
    assert "length = 49" in outcome.reason
    assert "(49 times its reciprocal is not 1 in float64)" in outcome.reason
