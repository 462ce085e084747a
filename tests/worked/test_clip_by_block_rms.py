"""Clipping by the root mean square by hand, in exact fractions: (1, 7) has 5, for (1 + 49) / 2 is 25."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def clip(threshold, *gradients, variant="paper"):
    case = Case(
        name="worked",
        algorithm="clip_by_block_rms",
        variant=variant,
        hyper={"threshold": F(threshold)},
        shapes=tuple((len(g),) for g in gradients),
        params=tuple((F(0),) * len(g) for g in gradients),
        gradients=(tuple(tuple(F(x) for x in g) for g in gradients),),
    )
    (moment,) = follow(case, Rational())
    return [q.values for q in moment.quantities]


@pytest.mark.parametrize("variant", ["paper", "optax-0.2.8"])
def test_above_the_threshold(variant):
    (only,) = clip(2, (1, -7), variant=variant)

    assert (only["rms"], only["divisor"]) == (5, F(5, 2))
    assert list(only["theta"]) == [F(2, 5), -F(14, 5)]


@pytest.mark.parametrize("threshold", [5, 6])
def test_at_the_threshold_and_below_it(threshold):
    (only,) = clip(threshold, (1, 7))
    assert list(only["theta"]) == [1, 7]


def test_zeros_stay():
    (only,) = clip(1, (0, 0, 0))
    assert list(only["theta"]) == [0, 0, 0]


def test_every_tensor_may_be_as_large_in_each_element():
    """Not as long: four elements of 3 have the norm 6, and one has 3."""
    one, four = clip(1, (3,), (3, 3, -3, 3))

    assert list(one["theta"]) == [1]
    assert list(four["theta"]) == [1, 1, -1, 1]
