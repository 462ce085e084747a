"""The learning rate range test by hand.

From 1 to 5 in four even steps: 1, 2, 3, 4, and 5 would be the fifth. With as many points as steps both ends are
reached, so that from 1 to 7 in four: 1, 3, 5, 7. By factors from 1 to 16 in four steps: 1, 2, 4, 8.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow


def worked(variant, steps, **hyper):
    return Case(
        name="worked",
        algorithm="lr_range_test",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((),),
        params=((F(hyper["lr"]),),),
        gradients=(((),),) * steps,
    )


def rates(*args, **hyper):
    """The learning rate of each step, in exact fractions."""
    return [moment.states[0]["theta"].items[0] for moment in follow(worked(*args, **hyper), Rational())]


def enclosures(*args, **hyper):
    with Arb(256) as arb:
        moments = follow(worked(*args, **hyper), arb)
        return [arb.enclosure(moment.states[0]["theta"].items[0]) for moment in moments]


@pytest.mark.parametrize(("variant", "after"), [("paper", [5, 5]), ("pytorch-2.13-linear", [5, 6])])
def test_even_steps(variant, after):
    assert rates(variant, 6, lr=1, high=5, length=4) == [1, 2, 3, 4, *after]


def test_both_ends():
    assert rates("torch-lr-finder-0.2-linear", 4, lr=1, high=7, length=4) == [1, 3, 5, 7]


def test_lightning_leaves_out_the_second_rate():
    assert rates("lightning-2-linear", 4, lr=1, high=5, length=4) == [1, 3, 4, 5]


FACTORS = {
    "fastai-2": [1, 2, 4, 8, 16, 32],
    "optax-0.2.8": [1, 2, 4, 8, 16, 16],
    "lightning-2": [1, 4, 8, 16, 32, 64],
}


@pytest.mark.parametrize("variant", FACTORS)
def test_even_factors(variant):
    """A fourth root is no rational: each rate is enclosed at 256 bits."""
    got = enclosures(variant, 6, lr=1, high=16, length=4)
    assert all(
        low <= value <= high < low + F(1, 2**200) for (low, high), value in zip(got, FACTORS[variant], strict=True)
    )


def test_both_ends_by_factors():
    got = enclosures("torch-lr-finder-0.2", 4, lr=1, high=27, length=4)
    assert all(low <= value <= high < low + F(1, 2**200) for (low, high), value in zip(got, [1, 3, 9, 27], strict=True))
