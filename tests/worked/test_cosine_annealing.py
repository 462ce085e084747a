"""Cosine annealing by hand.

The cosines of 0, 60, 90, 120 and 180 degrees are 1, 1/2, 0, -1/2 and -1. So with a length of 6, a base learning rate
of 1 and a least one of 1/5, the rates at e = 0, 2, 3, 4 and 6 are 1/5 + (4/5)·(1, 3/4, 1/2, 1/4, 0), that is
1, 4/5, 3/5, 2/5 and 1/5. Read on, they come back the way they went: 2/5 at e = 8, 3/5 at 9, 1 at 12.
"""

import math
from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.trajectory import Case, follow

DOWN = {0: F(1), 2: F(4, 5), 3: F(3, 5), 4: F(2, 5), 6: F(1, 5)}
BACK = {8: F(2, 5), 9: F(3, 5), 10: F(4, 5), 12: F(1), 18: F(1, 5)}
HELD = dict.fromkeys((7, 8, 12, 18), F(1, 5))
AGAIN = {8: F(4, 5), 9: F(3, 5), 10: F(2, 5), 12: F(1, 5), 14: F(4, 5), 18: F(1, 5)}
ABSOLUTE = {"lr": F(1), "length": F(6), "eta_min": F(1, 5)}
FRACTION = {"lr": F(1), "length": F(6), "alpha": F(1, 5)}


def case(variant, steps, hyper, theta=1, done=0):
    return Case(
        name="worked",
        algorithm="cosine_annealing",
        variant=variant,
        hyper=hyper,
        shapes=((),),
        params=((F(theta),),),
        gradients=(((),),) * steps,
        done=done,
    )


@pytest.mark.parametrize(
    ("variant", "hyper", "past"),
    [
        ("paper", ABSOLUTE, BACK),
        ("pytorch-2.13", ABSOLUTE, BACK),
        ("optax-0.2.8", {**FRACTION, "exponent": F(1)}, HELD),
        ("keras-3.15", FRACTION, HELD),
        ("mlx-0.32", ABSOLUTE, HELD),
        ("rustorch-0.6", ABSOLUTE, AGAIN),
    ],
)
def test_down_and_what_comes_after(variant, hyper, past):
    with Arb(256) as arb:
        rates = [moment.states[0]["theta"].items[0] for moment in follow(case(variant, 19, hyper), arb)]
        for e, rate in {**DOWN, **past}.items():
            assert contains(arb, rates[e], rate), e


def test_an_exponent_bends_the_curve_above_the_floor():
    """At 90 degrees the curve is 1/2, and its cube 1/8: 1/5 + (4/5)/8 = 3/10."""
    with Arb(256) as arb:
        run = follow(case("optax-0.2.8", 7, {**FRACTION, "exponent": F(3)}), arb)
        rates = [moment.states[0]["theta"].items[0] for moment in run]
        assert contains(arb, rates[3], F(3, 10))
        assert contains(arb, rates[6], F(1, 5))


def test_the_recursion_goes_on_from_the_rate_it_finds():
    """From e = 2 to 3 what is above the floor falls from 3/4 to 1/2 of all: by a third. Of 4/5 + 3/5, that is 2/5."""
    with Arb(256) as arb:
        (moment,) = follow(case("pytorch-2.13", 1, ABSOLUTE, theta=F(7, 5), done=3), arb)
        assert contains(arb, moment.states[0]["theta"].items[0], F(1))


def test_the_turn_of_the_recursion_adds_the_first_part_of_the_rise():
    """With a length of 3, e = 4 lies 60 degrees behind the end: a quarter of 4/5 is added to what is found, here 1."""
    with Arb(256) as arb:
        (moment,) = follow(case("pytorch-2.13", 1, {**ABSOLUTE, "length": F(3)}, theta=1, done=4), arb)
        assert contains(arb, moment.states[0]["theta"].items[0], F(6, 5))


def test_the_numbers_of_a_pytorch_report():
    """pytorch/pytorch #17913: what the optimizer had in ten steps from 1, before the division by zero."""
    printed = "1.0 0.9755282581475768 0.9045084971874737 0.7938926261462366 0.6545084971874737 0.5 0.34549150281252633"
    printed += " 0.2061073738537635 0.09549150281252633 0.024471741852423234 0.0"
    run = follow(case("pytorch-2.13", 11, {"lr": F(1), "length": F(10), "eta_min": F(0)}), Floats())
    for moment, number in zip(run, printed.split(), strict=True):
        assert math.isclose(moment.states[0]["theta"][0], float(number), rel_tol=0, abs_tol=2**-50)


def contains(arb, ball, value):
    """Whether a narrow ball encloses the exact value."""
    low, high = arb.enclosure(ball)
    return low <= value <= high < low + F(1, 2**200)
