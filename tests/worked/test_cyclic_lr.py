"""Cyclical learning rates by hand.

With two steps up, three down, and rates from 1 to 4, the heights of a cycle are 0, 1/2, 1, 2/3, 1/3, so the rates are
1, 5/2, 4, 3, 2 and from the beginning. A momentum between 1/2 and 7/8 is 7/8 - 3/8 times the height.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

HYPERS = {"lr": 1, "max_lr": 4, "up": 2, "down": 3, "max_momentum": F(7, 8)}
MOMENTA = {**HYPERS, "base_momentum": F(1, 2)}


def run(variant, steps, hypers, arithmetic):
    case = Case(
        name="worked",
        algorithm="cyclic_lr",
        variant=variant,
        hyper={name: F(value) for name, value in hypers.items()},
        shapes=((),),
        params=((F(hypers["lr"]),),),
        gradients=(((),),) * steps,
    )
    return [{name: x.items[0] for name, x in moment.states[0].items()} for moment in follow(case, arithmetic)]


def rates(variant, steps, hypers):
    return [state["theta"] for state in run(variant, steps, hypers, Rational())]


def test_triangles():
    assert rates("paper", 8, HYPERS) == [1, F(5, 2), 4, 3, 2, 1, F(5, 2), 4]


def test_triangles_whose_amplitude_is_halved():
    """Above 1: 0, 3/2, 3, 2, 1, then 0, 3/4, 3/2, 1, 1/2, then 0, 3/8."""
    expected = [1, F(5, 2), 4, 3, 2, 1, F(7, 4), F(5, 2), 2, F(3, 2), 1, F(11, 8)]
    assert rates("paper-triangular2", 12, HYPERS) == expected
    assert rates("pytorch-2.13-triangular2", 12, MOMENTA) == expected


def test_momentum_goes_the_other_way():
    states = run("pytorch-2.13", 6, MOMENTA, Rational())
    assert [state["momentum"] for state in states] == [F(7, 8), F(11, 16), F(1, 2), F(5, 8), F(3, 4), F(7, 8)]


def test_momentum_that_is_left_alone():
    assert {state["momentum"] for state in run("paper", 6, HYPERS, Rational())} == {F(7, 8)}


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("pytorch-2.13-exp-range", [1, 1 + F(3, 4), 1 + F(3, 4), 1 + F(1, 4), 1 + F(1, 16), 1]),
        ("paper-exp-range", [1, F(5, 4), 1, F(3, 8), F(1, 8), F(1, 32)]),
    ],
)
def test_exponential_decline(variant, expected):
    """With a factor of 1/2 a step: of the amplitude alone in PyTorch, of both boundaries in the paper."""
    hypers = {**(MOMENTA if variant.startswith("pytorch") else HYPERS), "gamma": F(1, 2)}
    with Arb(256) as arb:
        for state, value in zip(run(variant, 6, hypers, arb), expected, strict=True):
            low, high = arb.enclosure(state["theta"])
            assert low <= value <= high < low + F(1, 2**200)
