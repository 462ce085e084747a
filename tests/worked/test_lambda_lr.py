"""A function of the number of steps, by hand: 1 / (1 + a e).

With a = 1 and a base learning rate of 1 the steps have 1, 1/2, 1/3, and so on. With T = 2 each step counts half: 1,
2/3, 1/2, 2/5; with a staircase they come in pairs.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, count, found=None, done=0, lr=F(1), **hyper):
    """The learning rate of each step; `found` is that before the first, if somebody changed it."""
    case = Case(
        name="worked",
        algorithm="lambda_lr",
        variant=variant,
        hyper={"lr": lr, "decay": F(1), **{name: F(value) for name, value in hyper.items()}},
        shapes=((),),
        params=((lr if found is None else found,),),
        gradients=(((),),) * count,
        done=done,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_the_function_gets_0_at_the_first_step():
    assert rates("pytorch-2.13", 5) == [1, F(1, 2), F(1, 3), F(1, 4), F(1, 5)]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("keras-3.15", [1, F(2, 3), F(1, 2), F(2, 5), F(1, 3)]),
        ("keras-3.15-staircase", [1, 1, F(1, 2), F(1, 2), F(1, 3)]),
    ],
)
def test_two_steps_count_as_one(variant, expected):
    assert rates(variant, 5, length=2) == expected


def test_a_rate_that_somebody_changed_is_overwritten():
    assert rates("pytorch-2.13", 2, found=F(1, 100), done=2, lr=F(3)) == [1, F(3, 4)]
