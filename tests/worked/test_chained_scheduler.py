"""Schedules at once by hand.

A warm-up of two steps from 1/4 has the factors 1/4, 5/8, 1, 1, ... A decay by a half has 1, 1/2, 1/4, ... Their
product, from 64: 16, 20, 16, 8.

With a cosine of three steps and a floor of 4 there is no product. From 64:

    e = 0    64 · 1/4                          = 16
    e = 1    16 · (5/8)/(1/4) = 40, then       4 + (40 - 4) · (3/2)/2   = 31
    e = 2    31 · 1/(5/8) = 248/5, then        4 + (248/5 - 4) · (1/2)/(3/2) = 96/5
    e = 3    96/5, then                        4 + 0                    = 4
    e = 4    the turn: 4, then                 4 + (64 - 4) · (1 - 1/2)/2    = 19
    e = 5    19, then                          4 + 15 · (3/2)/(1/2)     = 49
    e = 6    49, then                          4 + 45 · 2/(3/2)         = 64

because 1 + cos(π e / 3) is 2, 3/2, 1/2, 0, 1/2, 3/2, 2.
"""

from fractions import Fraction as F

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, steps, **hyper):
    case = Case(
        name="worked",
        algorithm="chained_scheduler",
        variant=variant,
        hyper={name: F(value) for name, value in {"lr": 64, **hyper}.items()},
        shapes=((),),
        params=((F(64),),),
        gradients=(((),),) * steps,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_two_factors_make_a_product():
    assert rates("pytorch-2.13", 4, start_factor=F(1, 4), warm_up=2, gamma=F(1, 2)) == [16, 20, 16, 8]


def test_a_floor_makes_none():
    got = rates("pytorch-2.13-cosine", 7, start_factor=F(1, 4), warm_up=2, length=3, eta_min=4)
    assert got == [16, 31, F(96, 5), 4, 19, 49, 64]


def test_an_absolute_member_forgets_what_came_before():
    """64 / (1 + e): 64, 32, 64/3, 16; one step of decay is left where the decay comes after it, none before it."""
    assert rates("pytorch-2.13-absolute-first", 4, gamma=F(1, 2), decay=1) == [64, 16, F(32, 3), 8]
    assert rates("pytorch-2.13-absolute-last", 4, gamma=F(1, 2), decay=1) == [64, 32, F(64, 3), 16]
