"""The linear schedule by hand, in exact fractions.

From 3/4 to 1/4 of a base learning rate of 2 in four steps: 3/2, 5/4, 1, 3/4, 1/2, and 1/2 ever after. In the recursive
form the ratios are 5/6, 4/5, 3/4, 2/3 and then 1.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

FACTORS = {"lr": F(2), "length": F(4), "start_factor": F(3, 4), "end_factor": F(1, 4)}
RATES = {"lr": F(3, 2), "length": F(4), "end": F(1, 2)}
DOWN = [F(3, 2), F(5, 4), F(1), F(3, 4), F(1, 2), F(1, 2), F(1, 2)]


def rates(variant, steps, hyper, theta=None, done=0):
    case = Case(
        name="worked",
        algorithm="linear_lr",
        variant=variant,
        hyper=hyper,
        shapes=((),),
        params=((F(hyper["lr"] if theta is None else theta),),),
        gradients=(((),),) * steps,
        done=done,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_a_line_of_factors(variant):
    assert rates(variant, 7, FACTORS) == DOWN


@pytest.mark.parametrize(("variant", "more"), [("optax-0.2.8", {"begin": F(0)}), ("mlx-0.32", {})])
def test_a_line_between_two_rates(variant, more):
    assert rates(variant, 7, {**RATES, **more}) == DOWN


def test_a_line_that_begins_late():
    assert rates("optax-0.2.8", 9, {**RATES, "begin": F(2)}) == [DOWN[0], DOWN[0], *DOWN]


def test_up_to_the_base_rate_from_its_third():
    """The defaults of LinearLR: 1/3 + (2/3)(e/5)."""
    got = rates("pytorch-2.13", 7, {"lr": F(1), "length": F(5), "start_factor": F(1, 3), "end_factor": F(1)})
    assert got == [F(5, 15), F(7, 15), F(9, 15), F(11, 15), F(13, 15), 1, 1]


def test_the_recursion_goes_on_from_the_rate_it_finds():
    """From e = 2 to 3 the ratio is 3/4, from 3 to 4 it is 2/3, then the rate stays."""
    assert rates("pytorch-2.13", 4, FACTORS, theta=8, done=3) == [6, 4, 4, 4]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_without_a_length_the_start_remains(variant):
    assert rates(variant, 3, {**FACTORS, "length": F(0)}) == [F(3, 2)] * 3


def test_the_numbers_of_a_oneflow_report():
    """Oneflow-Inc/oneflow #8343: what PyTorch printed, from a tenth to nine tenths of 0.1 in three steps."""
    hyper = {"lr": F(1, 10), "length": F(3), "start_factor": F(1, 10), "end_factor": F(9, 10)}
    printed = [0.010000000000000002, 0.036666666666666674, 0.06333333333333335, 0.09000000000000002]
    for exact, number in zip(rates("pytorch-2.13", 4, hyper), printed, strict=True):
        assert abs(exact - F(number)) < F(1, 2**54)
