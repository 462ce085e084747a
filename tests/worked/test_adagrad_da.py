"""AdaGrad with dual averaging by hand.

Gradients 3, 4, 12 have the sums 3, 7, 19 and the roots 3, 5, 13 of their sums of squares.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PAPER = {"lr": 2, "eps": 1, "l1": 0}
TENSORFLOW = {"lr": 2, "l1": 0, "l2": 0, "initial_accumulator_value": 7}


def exact(variant, gradients, theta=0, **hyper):
    """The sequence of each state variable."""
    case = Case(
        name="worked",
        algorithm="adagrad_da",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    states = [m.states[0] for m in follow(case, Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


def test_without_regularisation():
    """-2 · 3/(3+1), -2 · 7/(5+1), -2 · 19/(13+1)."""
    got = exact("paper", (3, 4, 12), **PAPER)
    assert got["theta"] == [-F(3, 2), -F(7, 3), -F(19, 7)]
    assert got["z"] == [3, 7, 19]
    assert got["n"] == [9, 25, 169]


@pytest.mark.parametrize("theta", [0, 100])
def test_the_parameter_before_the_step_does_not_matter(theta):
    assert exact("paper", (3,), theta=theta, **PAPER)["theta"] == [-F(3, 2)]


def test_the_threshold_grows_with_the_steps():
    """3 - 2, 7 - 4, 19 - 6."""
    got = exact("paper", (3, 4, 12), **{**PAPER, "l1": 2})
    assert got["theta"] == [-F(2, 4), -F(6, 6), -F(26, 14)]


def test_without_gradients_the_threshold_overtakes():
    """|z| = 3 against 1, 2, 3, 4."""
    got = exact("paper", (-3, 0, 0, 0), **{**PAPER, "l1": 1})
    assert got["theta"] == [1, F(1, 2), 0, 0]


def test_the_papers_formula_with_the_mean():
    """sign(-ḡ) (η t / H) (|ḡ| - λ) at t = 3: ḡ = 19/3, H = 14."""
    assert exact("paper", (3, 4, 12), **{**PAPER, "l1": 2})["theta"][2] == -F(2 * 3, 14) * (F(19, 3) - 2)


def test_l2_grows_with_the_steps_too():
    """n = 7 + 9 = 4², then 4² + 3² = 5²: -2 · 3/(4 + 2/2), -2 · 6/(5 + 2 · 2/2)."""
    got = exact("tensorflow-2", (3, 3), **{**TENSORFLOW, "l2": F(1, 2)})
    assert got["theta"] == [-F(6, 5), -F(12, 7)]
    assert got["n"] == [16, 25]
