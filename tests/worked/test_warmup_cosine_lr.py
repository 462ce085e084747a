"""Warm-up and cosine annealing by hand.

The cosine of a third of a half turn is 1/2, so that a decay in three steps goes through 1, 3/4, 1/4 and 0. With a base
learning rate of 8, a least one of 4 and four steps of warm-up, the decay is 8, 7, 5, 4.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

UP = {"lr": 8, "warmup": 4}


def rates(variant, steps, **hyper):
    """The learning rate of each step, in exact fractions."""
    case = Case(
        name="worked",
        algorithm="warmup_cosine_lr",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((),),
        params=((F(hyper["lr"]),),),
        gradients=(((),),) * steps,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_the_length_includes_the_warm_up_in_optax():
    got = rates("optax-0.2.8", 9, **UP, length=7, init=0, eta_min=4)
    assert got == [0, 2, 4, 6, 8, 7, 5, 4, 4]


def test_transformers_goes_from_zero_to_zero_and_up_again():
    """The wave of three steps down is 8, 6, 2, 0, and comes back the same way."""
    got = rates("transformers-5.24", 12, **UP, length=7)
    assert got == [0, 2, 4, 6, 8, 6, 2, 0, 2, 6, 8, 6]


def test_the_length_excludes_it_in_keras():
    got = rates("keras-3.15", 9, **UP, length=3, init=4, alpha=F(1, 2))
    assert got == [4, 5, 6, 7, 8, 7, 5, 4, 4]


def test_timm_with_and_without_a_prefix():
    """Without one the rate drops from 6 to where the cosine of six steps is after four: at 8·1/4."""
    assert rates("timm-1.0-prefix", 8, **UP, length=3, init=0, eta_min=0) == [0, 2, 4, 6, 8, 6, 2, 0]
    with_a_drop = rates("timm-1.0", 5, **UP, length=6, init=0, eta_min=0)
    assert with_a_drop == [0, 2, 4, 6, 2]


@pytest.mark.parametrize("variant", ["build-nanogpt", "pytorch-2.13"])
def test_counted_from_one_the_top_comes_twice(variant):
    assert rates(variant, 8, **UP, length=7, eta_min=4) == [2, 4, 6, 8, 8, 7, 5, 4]


def test_between_the_two():
    assert rates("nanogpt", 8, lr=10, warmup=4, length=7, eta_min=2) == [2, 4, 6, 8, 10, 8, 4, 2]


def test_torch_goes_up_again_past_the_end():
    assert rates("pytorch-2.13", 13, **UP, length=7, eta_min=4)[7:] == [4, 5, 7, 8, 7, 5]


@pytest.mark.parametrize("variant", ["optax-0.2.8", "build-nanogpt", "nanogpt"])
def test_others_stay_at_the_least(variant):
    start = {"init": 0} if variant == "optax-0.2.8" else {}
    assert rates(variant, 13, **UP, length=7, eta_min=4, **start)[7:] == [4] * 6
