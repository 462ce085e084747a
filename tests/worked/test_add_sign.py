"""AddSign by hand: with α = 1 and f = 1 a step is twice the gradient or nothing."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": F(1, 10), "alpha": 1, "beta": F(1, 2), "sign_decay": 1}


def run(gradients, **hyper):
    """The state of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="add_sign",
        variant="paper",
        hyper={name: F(value) for name, value in {**PLAIN, **hyper}.items()},
        shapes=((1,),),
        params=((F(0),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    return [{name: next(iter(x)) for name, x in m.states[0].items()} for m in follow(case, Rational())]


@pytest.mark.parametrize("g", [F(3), F(-1, 10**9)])
def test_at_the_first_step_signs_agree(g):
    assert run([g]) == [{"theta": -2 * g / 10, "m": g / 2}]


def test_where_signs_differ_nothing_moves():
    """m = 4/2 = 2, then 2/2 - 1/2 = 1/2, against the gradient -1."""
    one, two = run([4, -1])
    assert two == {"theta": one["theta"], "m": F(1, 2)}


def test_the_average_after_the_step_decides():
    """m = 2, then 2/2 - 3/2 < 0: the gradient -3 agrees with it, though not with the one before."""
    one, two = run([4, -3])
    assert two["theta"] - one["theta"] == F(6, 10)


def test_an_average_of_zero_leaves_alpha():
    """m = 2, then 2/2 - 2/2 = 0."""
    one, two = run([4, -2], alpha=3)
    assert two["m"] == 0
    assert two["theta"] - one["theta"] == F(3 * 2, 10)


def test_the_sign_decay_weights_the_agreement():
    """3 + 1/4 times 4; 3 - 1/4 times -1."""
    one, two = run([4, -1], alpha=3, sign_decay=F(1, 4))
    assert one["theta"] == -F(13, 10)
    assert two["theta"] - one["theta"] == F(11, 40)


def test_without_signs_it_is_gradient_descent():
    assert [s["theta"] for s in run([4, -1, 2], sign_decay=0)] == [-F(4, 10), -F(3, 10), -F(5, 10)]
