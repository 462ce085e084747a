"""PowerSign by hand: with base 4 and f = 1 a gradient counts four times or a quarter. f is 0 or 1: rational powers."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": F(1, 8), "base": 4, "beta": F(1, 2), "sign_decay": 1}


def run(gradients, **hyper):
    """The state of each step, for one parameter with one element: the middles of balls of radius 0, or nearly."""
    case = Case(
        name="worked",
        algorithm="power_sign",
        variant="paper",
        hyper={name: F(value) for name, value in {**PLAIN, **hyper}.items()},
        shapes=((1,),),
        params=((F(0),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    with Arb(256) as arb:
        moments = list(follow(case, arb))
        ends = [{name: arb.enclosure(next(iter(x))) for name, x in m.states[0].items()} for m in moments]
    assert all(high - low < F(1, 2**200) for step in ends for low, high in step.values())
    return [{name: (low + high) / 2 for name, (low, high) in step.items()} for step in ends]


def near(x, y):
    return abs(x - y) < F(1, 2**200)


@pytest.mark.parametrize("g", [F(3), F(-1, 2**30)])
def test_at_the_first_step_signs_agree(g):
    (one,) = run([g])
    assert near(one["theta"], -4 * g / 8)
    assert one["m"] == g / 2


def test_where_signs_differ_a_quarter_counts():
    """m = 4/2 = 2, then 2/2 - 1/2 = 1/2, against the gradient -1."""
    one, two = run([4, -1])
    assert near(two["theta"] - one["theta"], F(1, 32))


def test_the_average_after_the_step_decides():
    """m = 2, then 2/2 - 3/2 < 0: the gradient -3 agrees with it, though not with the one before."""
    one, two = run([4, -3])
    assert near(two["theta"] - one["theta"], F(12, 8))


def test_an_average_of_zero_leaves_the_gradient():
    """m = 2, then 2/2 - 2/2 = 0."""
    one, two = run([4, -2])
    assert two["m"] == 0
    assert near(two["theta"] - one["theta"], F(2, 8))


def test_the_sign_decay_is_in_the_exponent():
    """4^(1/2) is 2, and its inverse 1/2."""
    one, two = run([4, -1], sign_decay=F(1, 2))
    assert near(one["theta"], -F(8, 8))
    assert near(two["theta"] - one["theta"], F(1, 16))


def test_without_signs_it_is_gradient_descent():
    assert [s["theta"] for s in run([4, -1, 2], sign_decay=0)] == [-F(4, 8), -F(3, 8), -F(5, 8)]
