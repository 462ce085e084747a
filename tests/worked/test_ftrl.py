"""FTRL by hand.

Gradients 3, 4, 12 have the sums of squares 9, 25, 169, whose roots are 3, 5, 13: with η = 2, σ = 3/2, 1, 4.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": 2, "beta": 0, "l1": 0, "l2": 0}
TENSORFLOW = {"lr": 2, "l1": 0, "l2": 0, "l2_shrinkage": 0, "initial_accumulator_value": 0}


def exact(variant, gradients, theta=0, **hyper):
    """The sequence of each state variable."""
    case = Case(
        name="worked",
        algorithm="ftrl",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    states = [m.states[0] for m in follow(case, Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


def test_without_regularisation_it_is_adagrad():
    """Steps of 2 · 3/3, 2 · 4/5, 2 · 12/13."""
    got = exact("paper", (3, 4, 12), theta=1, **PLAIN)
    assert got["theta"] == [-1, -1 - F(8, 5), -1 - F(8, 5) - F(24, 13)]
    assert got["n"] == [9, 25, 169]


def test_the_sum_of_gradients():
    """z = 3 - 3/2 · 1; then θ = -1 and z = 3/2 + 4 + 1; then θ = -13/5 and z = 13/2 + 12 + 4 · 13/5."""
    got = exact("paper", (3, 4, 12), theta=1, **PLAIN)
    assert got["z"] == [F(3, 2), F(13, 2), F(289, 10)]


def test_within_the_l1_strength_it_is_exactly_zero():
    """z = 3/2 from θ = 1 as before; at θ = 0 it is 3/2 + 4 = 11/2."""
    got = exact("paper", (3, 4), theta=1, **{**PLAIN, "l1": F(3, 2)})
    assert got["z"] == [F(3, 2), F(11, 2)]
    assert got["theta"] == [0, -(F(11, 2) - F(3, 2)) / F(5, 2)]


def test_the_l1_strength_works_on_both_sides():
    assert exact("paper", (-3,), **{**PLAIN, "l1": 1})["theta"] == [F(2) / F(3, 2)]


def test_beta_and_l2_are_in_the_denominator():
    """(1 + 3)/2 + 1/2 = 5/2; twice the strength makes it 3."""
    assert exact("paper", (3,), **{**PLAIN, "beta": 1, "l2": F(1, 2)})["theta"] == [-F(6, 5)]
    keras = {**TENSORFLOW, "beta": 1, "l2": F(1, 2)}
    assert exact("keras-3.15", (3,), **keras)["theta"] == [-1]


def test_shrinkage_is_in_the_sum_of_gradients_and_not_in_that_of_squares():
    """θ = 1: z = 3 + 2 · 1/4 - 3/2 = 2, over 3/2."""
    got = exact("tensorflow-2", (3,), theta=1, **{**TENSORFLOW, "l2_shrinkage": F(1, 4)})
    assert got == {"z": [2], "n": [9], "theta": [-F(4, 3)]}


def test_from_a_start_above_zero_a_share_of_the_parameter_is_lost():
    """a = 16, n = 25: σ = 1/2, z = 3 - 1/2 · 10 = -2, θ = 2 / (5/2) = 10 (1 - 4/5) - 2 · 3/5."""
    got = exact("tensorflow-2", (3,), theta=10, **{**TENSORFLOW, "initial_accumulator_value": 16})
    assert got["theta"] == [F(4, 5)] == [10 * (1 - F(4, 5)) - 2 * F(3, 5)]
    still = exact("tensorflow-2", (0,), theta=10, **{**TENSORFLOW, "initial_accumulator_value": 16})
    assert still == {"z": [0], "n": [16], "theta": [0]}


@pytest.mark.parametrize("gradients", [(3, 4, 12), (-3, 4, -12)])
def test_the_parameter_is_a_function_of_the_state(gradients):
    hyper = {**PLAIN, "beta": 1, "l1": F(1, 3), "l2": F(1, 5)}
    got = exact("paper", gradients, theta=1, **hyper)
    for z, root, theta in zip(got["z"], (3, 5, 13), got["theta"], strict=True):
        beyond = max(abs(z) - F(1, 3), 0) * (1 if z > 0 else -1)
        assert theta == -beyond / (F(1 + root, 2) + F(1, 5))
