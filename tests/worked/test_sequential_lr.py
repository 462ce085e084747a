"""Schedules in sequence by hand: a warm-up of four steps from 1/4 that gets two, two halvings, a cosine of three.

    e           0     1     2    3    4    5    6    7    8
    schedule    warm-up     decay     cosine, that ends at 3
    its own n   0     1     0    1    0    1    2    3    4
    factor      1/4   7/16  1    1/2  1    3/4  1/4  0    0, or 1/4 on the way back

cos(π/3) = 1/2 and cos(2π/3) = -1/2 make (1 + 1/2) / 2 = 3/4 and (1 - 1/2) / 2 = 1/4.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

HYPER = {"lr": 8, "start_factor": F(1, 4), "warm_up": 4, "first": 2, "gamma": F(1, 2), "second": 2, "length": 3}
RATES = [F(2), F(7, 2), F(8), F(4), F(8), F(6), F(2), F(0)]


def rates(variant, steps, arithmetic=None, **hyper):
    case = Case(
        name="worked",
        algorithm="sequential_lr",
        variant=variant,
        hyper={name: F(value) for name, value in {**HYPER, **hyper}.items()},
        shapes=((),),
        params=((F(8),),),
        gradients=(((),),) * steps,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, arithmetic or Rational())]


def test_optax():
    assert rates("optax-0.2.8", 10) == [*RATES, 0, 0]


def test_pytorch():
    assert rates("pytorch-2.13", 10) == [*RATES, 2, 6]


@pytest.mark.parametrize("variant", ["optax-0.2.8", "pytorch-2.13"])
def test_milestone_at_zero(variant):
    """The second schedule has the first step: nothing of the warm-up is seen."""
    assert rates(variant, 6, first=0) == RATES[2:]


@pytest.mark.parametrize("variant", ["optax-0.2.8", "pytorch-2.13"])
def test_milestones_in_one_place(variant):
    """The last one that begins there has the step."""
    assert rates(variant, 6, second=0) == RATES[:2] + RATES[4:]


@pytest.mark.parametrize("variant", ["optax-0.2.8", "pytorch-2.13"])
def test_both_milestones_at_zero(variant):
    assert rates(variant, 4, first=0, second=0) == RATES[4:]


def test_the_warm_up_that_pytorch_was_asked_for():
    """pytorch/pytorch #67586: five steps from a third to the whole, then a factor of 0.9."""
    with Arb(256) as arb:
        got = rates("pytorch-2.13", 8, arb, lr=F(15), start_factor=F(1, 3), warm_up=5, first=5, gamma=F(9, 10))
        expected = [5, 7, 9, 11, 13, 15, F(27, 2), 15]
        assert all(low <= x <= high for x, (low, high) in zip(expected, map(arb.enclosure, got), strict=True))
