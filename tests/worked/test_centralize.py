"""Centralization by hand: rows (1, 2, 6) and (4, -4, 3), whose means are 3 and 1."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

MATRIX = (1, 2, 6, 4, -4, 3)


def run(variant, gradient, shape):
    case = Case(
        name="worked",
        algorithm="centralize",
        variant=variant,
        hyper={},
        shapes=(shape,),
        params=((F(0),) * len(gradient),),
        gradients=((tuple(F(g) for g in gradient),),),
    )
    (moment,) = follow(case, Rational())
    return list(moment.states[0]["theta"])


@pytest.mark.parametrize("variant", ["paper", "optax-0.2.8", "pytorch-optimizer-4.1"])
def test_rows(variant):
    assert run(variant, MATRIX, (2, 3)) == [-2, -1, 3, 3, -5, 2]


def test_columns():
    """Of means 5/2, -1 and 9/2."""
    assert run("keras-io", MATRIX, (2, 3)) == [F(-3, 2), 3, F(3, 2), F(3, 2), -3, F(-3, 2)]


@pytest.mark.parametrize("shape", [(1, 6), (2, 3), (3, 2), (6, 1)])
def test_twice_is_once_and_each_row_has_no_mean(shape):
    """It is a projection: of a matrix whose rows sum to 0 nothing is taken."""
    once = run("paper", MATRIX, shape)
    assert run("paper", once, shape) == once
    columns = shape[1]
    assert all(sum(once[k * columns : (k + 1) * columns]) == 0 for k in range(shape[0]))


def test_a_vector_stays():
    assert run("paper", MATRIX, (6,)) == list(MATRIX)
