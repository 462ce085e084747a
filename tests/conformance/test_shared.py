"""What is evaluated beside others is as it is alone, and what is judged once is the same for all that went that way."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from goldstep.adapters.loading import Backend
from goldstep.adapters.numpy import Numpy
from goldstep.conformance import generated
from goldstep.conformance.checks.stepwise import Job, judged
from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dtypes import FLOAT32
from goldstep.reference.arithmetics.montecarlo import MonteCarlo, Noise, Sample
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.arithmetics.wide import Given


def subject(name, dtype="float32", make=Numpy):
    backend = Backend("numpy", make)
    return Subject(backend, name, next(iter(backend.declared(name))), dtype, "default")


@pytest.mark.parametrize("name", ["adam", "lars", "adafactor", "nadam", "lbfgs", "clip_by_global_norm", "ema"])
def test_steps_have_the_same_numbers_beside_others_as_alone(name):
    of = subject(name)
    cases = [*of.cases, generated.wide(of)]
    driven = [(case, drive(of, case)) for case in cases]
    alone = {}
    for r, each in enumerate(driven):
        for e in one_step_expected(Rule.of(of), [each]):
            for k, (_, t) in enumerate(e.lanes):
                alone[r, t, e.slot, e.parameter] = e.part([k])
    seen = 0
    for e in one_step_expected(Rule.of(of), driven):
        for k, (r, t) in enumerate(e.lanes):
            one, other = e.part([k]), alone[r, t, e.slot, e.parameter]
            for part in ("high", "low", "budget", "scale"):
                assert getattr(one, part).tobytes() == getattr(other, part).tobytes(), (r, t, e.slot, part)
            seen += 1
    assert seen == len(alone)


def test_runs_that_went_the_same_way_are_judged_once():
    of = subject("adam")
    one, two = judged(of, {k: Job(of.cases[0], shared=False) for k in "ab"}).values()
    assert one is two
    assert one.verdict is of.good


class WrongOnce(Numpy):
    """Wrong in the third run that is begun."""

    begun = 0

    def init(self, setup):
        super().init(setup)
        WrongOnce.begun += 1
        self.wrong = WrongOnce.begun == 3

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if self.wrong:
            self._theta[0].flat[0] *= np.float32(1.01)


def test_a_run_that_went_another_way_is_judged_by_itself():
    of = subject("adam", make=WrongOnce)
    found = judged(of, {k: Job(of.cases[0], shared=False) for k in range(4)})
    assert found[2].verdict is Verdict.VIOLATES
    assert found[0] is found[1] is found[3]
    assert found[0].verdict is of.good


def test_a_digest_tells_every_bit_and_every_name():
    trace = drive(subject("adam"), subject("adam").cases[0])
    assert deepcopy(trace).digest == trace.digest
    for place in ("before", "after"):
        signed = deepcopy(trace)
        x = getattr(signed, place)[-1]["m"][0]
        x[0] = np.nextafter(x[0], np.inf)
        assert signed.digest != trace.digest
    named = replace(trace, start={("n" if slot == "m" else slot): x for slot, x in trace.start.items()})
    assert named.digest != trace.digest


def test_lanes_in_a_row_share_the_values_that_they_have_in_common():
    one, two = {"lr": Fraction(1, 2), "eps": Fraction(0)}, {"lr": Fraction(1, 4), "eps": Fraction(0)}
    row = Given.in_a_row([Given.of([one, two]), Given.of([two, one]), Given.of([one])])
    assert len(row.distinct) == 2
    assert row.hypers["eps"] == 0
    assert [row.hypers["lr"].values[k] for k in row.hypers["lr"].which] == [Fraction(1, n) for n in (2, 4, 4, 2, 2)]
    assert row.part(np.array([1, 2])).hypers["lr"] == Fraction(1, 4)


def test_a_random_sum_is_one_from_left_to_right():
    values = [Fraction(k, 8) for k in range(1, 7)]
    one, two = (MonteCarlo(FLOAT32, Contract(), noise=Noise()) for _ in range(2))
    x = two.tensor(values)
    sum_ = Sample(x.v[:, :1], x.u, x.draw)
    for k in range(1, len(values)):
        sum_ = sum_ + Sample(x.v[:, k : k + 1], x.u, x.draw)
    assert one.total(one.tensor(values)).v.tobytes() == sum_.v.tobytes()
