"""A function as the factor of each step, by hand.

With f(e) = 1 / (1 + (e + 1)) = 1 / (e + 2) and a base learning rate of 1, the factors of the second step and of those
after it are 1/3, 1/4, 1/5; f(0) = 1/2 is never asked for.
"""

from fractions import Fraction as F

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(count, found=None, done=0, lr=F(1), decay=1):
    """The learning rate of each step; `found` is that before the first, if somebody changed it."""
    case = Case(
        name="worked",
        algorithm="multiplicative_lr",
        variant="pytorch-2.13",
        hyper={"lr": lr, "decay": F(decay)},
        shapes=((),),
        params=((lr if found is None else found,),),
        gradients=(((),),) * count,
        done=done,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_the_factors_are_multiplied_from_the_second_step_on():
    assert rates(4) == [1, F(1, 3), F(1, 12), F(1, 60)]
    assert rates(3, lr=F(7, 8)) == [F(7, 8), F(7, 24), F(7, 96)]


def test_a_rate_that_somebody_changed_persists():
    assert rates(2, found=F(1, 2), done=2) == [F(1, 8), F(1, 40)]


def test_a_function_that_is_1_changes_nothing():
    assert rates(3, lr=F(1, 7), decay=0) == [F(1, 7)] * 3
