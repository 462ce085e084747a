"""Proximal AdaGrad by hand.

From a start of 7 the gradients 3, 3, 12 have the sums of squares 4², 5², 13²; with η = 2 rates are 1/2, 2/5, 2/13.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": 2, "l1": 0, "l2": 0, "initial_accumulator_value": 7}


def exact(variant, gradients, theta=0, **hyper):
    """The sequence of each state variable."""
    case = Case(
        name="worked",
        algorithm="proximal_adagrad",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    states = [m.states[0] for m in follow(case, Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


@pytest.mark.parametrize("variant", ["tensorflow-2", "paddle"])
def test_without_regularisation_it_is_adagrad(variant):
    got = exact(variant, (3, 3, 12), **PLAIN)
    assert got["theta"] == [-F(3, 2), -F(3, 2) - F(6, 5), -F(3, 2) - F(6, 5) - F(24, 13)]
    assert got["n"] == [16, 25, 169]


def test_l1_brings_nearer_to_zero_by_the_rate_of_the_element():
    """10 - 3/2 = 17/2, less 1/2 · 4; with the plain rate less 2 · 4."""
    strong = {**PLAIN, "l1": 4}
    assert exact("tensorflow-2", (3,), theta=10, **strong)["theta"] == [F(13, 2)]
    assert exact("paddle", (3,), theta=10, **strong)["theta"] == [F(1, 2)]
    assert exact("tensorflow-2", (-3,), theta=-10, **strong)["theta"] == [-F(13, 2)]


def test_what_would_pass_zero_stays_there():
    """3 - 3/2 = 3/2 against 1/2 · 4."""
    assert exact("tensorflow-2", (3,), theta=3, **{**PLAIN, "l1": 4})["theta"] == [0]


@pytest.mark.parametrize(("l1", "theta"), [(3, 0), (F(5, 2), -F(1, 4))])
def test_from_zero_a_gradient_must_exceed_the_strength(l1, theta):
    assert exact("tensorflow-2", (3,), **{**PLAIN, "l1": l1})["theta"] == [theta]


def test_l2_divides():
    """17/2 over 1 + 1/2 · 1/2, or over 1 + 2 · 1/2."""
    weak = {**PLAIN, "l2": F(1, 2)}
    assert exact("tensorflow-2", (3,), theta=10, **weak)["theta"] == [F(34, 5)]
    assert exact("paddle", (3,), theta=10, **weak)["theta"] == [F(17, 4)]


def test_the_paper_has_delta_beside_the_root():
    """Rate 2/(3 + 1): 10 - 3/2 - 1/2 · 4."""
    assert exact("paper", (3,), theta=10, lr=2, eps=1, l1=4)["theta"] == [F(13, 2)]
