"""Yogi by hand.

Without averaging, β₁ = β₂ = 0, the second moment is the sum or difference of squares: 3² = 9, 9 + 4² = 5²,
5² - 3² = 4². With β₂ = 7/16 and a start of 81/16 the gradient 4 gives v = 81/16 + 9 = (15/4)², corrected 5².
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

BARE = {"lr": 1, "beta1": 0, "beta2": 0, "eps": 1}
STARTED = {"lr": F(1, 2), "beta1": F(1, 2), "beta2": F(7, 16), "initial_accumulator_value": F(81, 16)}
UNEVEN = (F(3), F(-7, 2), F(24), F(0), F(1, 5), F(-2, 3), F(5), F(-1))


def exact(variant, gradients, theta=0, **hyper):
    """The sequence of each state variable."""
    case = Case(
        name="worked",
        algorithm="yogi",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    states = [m.states[0] for m in follow(case, Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


def test_the_second_moment_goes_up_and_down_by_squares():
    """Steps of 3/(3+1), 4/(5+1), 3/(4+1)."""
    got = exact("paper", (3, 4, 3), **BARE)
    assert got["v"] == [9, 25, 16]
    assert got["theta"] == [F(-3, 4), F(-3, 4) - F(2, 3), F(-3, 4) - F(2, 3) - F(3, 5)]


def test_where_both_are_equal_it_stays():
    """16 is the square of 4."""
    assert exact("paper", (3, 4, 3, -4), **BARE)["v"][-1] == 16


def test_an_element_without_a_gradient_keeps_it():
    assert exact("paper", (3, 0, 0), **BARE)["v"] == [9, 9, 9]


def test_epsilon_after_the_correction_and_a_first_moment_that_starts_above_zero():
    """m = (81/16 + 4)/2 = 145/32, corrected 145/16, over 5 + 1."""
    got = exact("optax-0.2.8", (4,), **STARTED, eps=1)
    assert got == {"m": [F(145, 32)], "v": [F(225, 16)], "theta": [-F(1, 2) * F(145, 16) / 6]}


def test_epsilon_before_the_correction_and_a_first_moment_that_starts_at_zero():
    """m = 2, corrected 4; (15/4 + 9/4) over the root of 9/16 is 8."""
    got = exact("tensorflow-addons-0.23", (4,), **STARTED, eps=F(9, 4))
    assert got == {"m": [2], "v": [F(225, 16)], "theta": [F(-1, 4)]}


def test_both_kinds_of_decay():
    """Coupled, d = 2 + 1/4 · 8 = 4 as above. Decoupled, θ loses 1/8 of itself and g = 4."""
    coupled = exact("torch-optimizer-0.3", (2,), theta=8, **STARTED, eps=1, weight_decay=F(1, 4))
    assert coupled["theta"] == [8 - F(1, 2) * F(145, 16) / 6]
    decoupled = exact("pytorch-optimizer-4.1", (4,), theta=8, **STARTED, eps=1, weight_decay=F(1, 4))
    assert decoupled["theta"] == [7 - F(1, 2) * F(145, 16) / 6]


@pytest.mark.parametrize("beta2", [F(3, 4), F(999, 1000)])
def test_no_step_moves_it_by_more_than_a_share_of_the_squared_gradient(beta2):
    """|v_t - v_(t-1)| is (1 - β₂) g² or 0, and v is never negative; η = 0 spares the roots."""
    from goldstep.reference.arithmetics.exact import Arb

    case = Case(
        name="worked",
        algorithm="yogi",
        variant="paper",
        hyper={"lr": F(0), "beta1": F(0), "beta2": beta2, "eps": F(1)},
        shapes=((1,),),
        params=((F(0),),),
        gradients=tuple(((g,),) for g in UNEVEN),
    )
    v = F(0)
    with Arb(256) as arb:
        for g, moment in zip(UNEVEN, follow(case, arb), strict=True):
            up = 1 if g * g > v else -1 if g * g < v else 0
            v += up * (1 - beta2) * g * g
            low, high = arb.enclosure(moment.states[0]["v"].items[0])
            assert low <= v <= high
            assert v >= 0


def test_under_a_constant_gradient_it_grows_by_the_step():
    """v = t (1 - β₂) g², which is g² after 1/(1 - β₂) = 4 steps, and stays."""
    v = [F(0)]
    for _ in range(6):
        square = F(9)
        v.append(v[-1] + (square > v[-1]) * square / 4)
    assert v[1:] == [F(9, 4), F(9, 2), F(27, 4), 9, 9, 9]
    got = exact("tensorflow-addons-0.23", (3,), **{**STARTED, "initial_accumulator_value": 0, "eps": 0})
    assert got["v"] == [F(9, 16) * 9]
