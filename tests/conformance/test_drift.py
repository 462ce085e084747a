"""The closed forms of the counterexamples: their certified signs are those of the papers' statements."""

from fractions import Fraction as F

import pytest

from goldstep.conformance.checks.counterexamples import EXPERIMENTS, case_gradients
from goldstep.conformance.checks.drift import drift, periodic_average, sign
from goldstep.reference.algorithm import exact_double
from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.exact import Arb

AMSGRAD, ADOPT = {"max_of": "raw", "bias_correction": "off"}, {"clip": "off"}


def enclosed(name, algorithm, switches=None):
    """The drift per period and learning rate, as exact rationals that enclose it."""
    e = EXPERIMENTS[name]
    with Arb(192) as arb:
        s = drift(arb, algorithm, switches or {}, case_gradients(e), exact_double(e.beta1), exact_double(e.beta2))
        low, high = arb.enclosure(s)
        assert (low > 0) == (sign(arb, s) > 0)
    return low, high


@pytest.mark.parametrize(
    ("algorithm", "switches", "low", "high"),
    [
        ("adam", None, F(-1901, 1000), F(-1900, 1000)),
        ("amsgrad", AMSGRAD, F(78, 1000), F(79, 1000)),
        ("adopt", ADOPT, F(2897, 1000), F(2899, 1000)),
    ],
)
def test_with_c_101_adam_runs_away_and_amsgrad_and_adopt_do_not(algorithm, switches, low, high):
    """The sum of the gradients is positive, so x should go down: S > 0. Adam's is negative."""
    certified = enclosed("reddi-c101", algorithm, switches)
    assert low < certified[0] <= certified[1] < high
    assert certified[1] - certified[0] < F(1, 10**40)


def test_the_boundary_of_beta2_lies_between_its_neighbours():
    """With C = P = 3 and beta1 = 0 Adam turns round at beta2 = 0.4723..."""
    assert enclosed("reddi-below-boundary", "adam")[1] < 0
    assert enclosed("reddi-above-boundary", "adam")[0] > 0


def test_without_replacement_adopt_goes_the_wrong_way_and_adam_the_right_one():
    """1.9 - 1 - 1 < 0: x should go up. beta = 0 makes Adam's steps signs (1 - 1 - 1), ADOPT's 1.9 - 1/1.9 - 1."""
    assert enclosed("without-replacement", "adam") == (-1, -1)
    low, high = enclosed("without-replacement", "adopt", ADOPT)
    by_hand = exact_double(1.9) - 1 / exact_double(1.9) - 1
    assert low <= by_hand <= high
    assert low > 0


def test_adopts_toy_problem():
    assert enclosed("adopt-toy-k50", "adam")[1] < 0
    assert enclosed("adopt-toy-k50", "adopt", ADOPT)[0] > 0


def test_a_clip_that_grows_has_no_closed_form():
    with Arb(64) as arb:
        assert drift(arb, "adopt", {"clip": "quartic-root"}, [F(1)], F(0), F(0)) is None


def test_a_periodic_average_reproduces_itself():
    """By hand for beta = 1/2 and the values 3, 0: e0 = (e1 + 3) / 2 and e1 = e0 / 2 give 2 and 1."""
    with Arb(64) as arb:
        averages = periodic_average(arb, [arb.number(F(3)), arb.number(F(0))], F(1, 2))
        for ball, exact in zip(averages, (2, 1), strict=True):
            low, high = arb.enclosure(ball)
            assert low <= exact <= high


def test_a_ball_around_zero_has_no_sign():
    with Arb(64) as arb:
        third = arb.number(F(1, 3))
        with pytest.raises(Undecided):
            sign(arb, third - third)
