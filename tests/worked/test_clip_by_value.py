"""Clipping by value by hand."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def clipped(limit, *gradient, variant="pytorch-2.13"):
    case = Case(
        name="worked",
        algorithm="clip_by_value",
        variant=variant,
        hyper={"max_value": F(limit)},
        shapes=((len(gradient),),),
        params=((F(0),) * len(gradient),),
        gradients=((tuple(F(x) for x in gradient),),),
    )
    (moment,) = follow(case, Rational())
    return list(moment.quantities[0].values["theta"])


@pytest.mark.parametrize("variant", ["pytorch-2.13", "optax-0.2.8", "keras-3.15", "burn-0.21"])
def test_both_ends(variant):
    assert clipped(2, 5, -5, 2, -2, F(3, 2), -1, 0, variant=variant) == [2, -2, 2, -2, F(3, 2), -1, 0]


def test_a_limit_of_zero_leaves_nothing():
    assert clipped(0, 5, -F(1, 100), 0) == [0, 0, 0]


def test_a_small_limit_leaves_the_signs():
    assert clipped(F(1, 10), 3, -1, F(1, 2)) == [F(1, 10), -F(1, 10), F(1, 10)]
