"""Polynomial decay by hand, in exact fractions where the degree is whole.

With a length of 4, degree 2 and a base learning rate of 16: 16, 9, 4, 1, 0. Down to 1 from 17: 17, 10, 5, 2, 1.
With cycles of 2 steps, the ends lie at 2, 4, 6: the parts ahead are 1, 1/2, 0, 1/4, 0, 1/6, 0.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.trajectory import Case, follow

TORCH = {"lr": F(16), "length": F(4), "exponent": F(2)}
END = {**TORCH, "lr": F(17), "end": F(1)}


def case(variant, steps, hyper, theta=None, done=0):
    return Case(
        name="worked",
        algorithm="polynomial_lr",
        variant=variant,
        hyper=hyper,
        shapes=((),),
        params=((F(hyper["lr"] if theta is None else theta),),),
        gradients=(((),),) * steps,
        done=done,
    )


def agree(run, rates):
    """Whether narrow balls enclose these rates."""
    with Arb(256) as arb:
        for moment, rate in zip(follow(run, arb), rates, strict=True):
            low, high = arb.enclosure(moment.states[0]["theta"].items[0])
            assert low <= rate <= high < low + F(1, 2**200), moment.t


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_down_to_nothing(variant):
    agree(case(variant, 7, TORCH), [16, 9, 4, 1, 0, 0, 0])


@pytest.mark.parametrize("variant", ["optax-0.2.8", "keras-3.15"])
def test_down_to_a_rate_of_its_own(variant):
    agree(case(variant, 7, END), [17, 10, 5, 2, 1, 1, 1])


def test_roots():
    """Degree 1/2: the roots of 4, 3, 2 and 1 over 4, of which those of 4 and 1 are known."""
    agree(case("closed", 1, {**TORCH, "exponent": F(1, 2)}), [16])
    agree(case("closed", 1, {**TORCH, "exponent": F(1, 2)}, done=3), [8])


def test_each_end_that_is_passed_moves_on():
    rates = [17, 5, 1, 2, 1, 1 + F(16, 36), 1]
    agree(case("keras-3.15-cycle", 7, {**END, "length": F(2)}), rates)


def test_the_recursion_goes_on_from_the_rate_it_finds():
    """From e = 2 to 3 the part ahead halves, and its square falls to a quarter."""
    agree(case("pytorch-2.13", 3, TORCH, theta=100, done=3), [25, 0, 0])
    agree(case("pytorch-2.13", 1, TORCH, theta=100, done=6), [100])


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_without_a_length_the_base_rate_remains(variant):
    agree(case(variant, 3, {**TORCH, "length": F(0)}), [16, 16, 16])
