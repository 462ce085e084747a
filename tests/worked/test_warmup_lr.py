"""Linear warm-up by hand.

In four steps to 1: counted from zero, 0, 1/4, 1/2, 3/4, and 1 from then on; counted from one, 1/4, 1/2, 3/4, 1, a step
sooner. Goyal et al. (2017), section 2.2, start from the rate of one worker: from 1/10 to 1/10 times eight workers the
way is 7/10, of which each of seven steps is a tenth.
"""

from fractions import Fraction as F
from itertools import pairwise

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, steps, **hyper):
    """The learning rate of each step, in exact fractions."""
    case = Case(
        name="worked",
        algorithm="warmup_lr",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((),),
        params=((F(hyper["lr"]),),),
        gradients=(((),),) * steps,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_counted_from_zero():
    assert rates("optax-0.2.8", 6, lr=1, warmup=4, init=0) == [0, F(1, 4), F(1, 2), F(3, 4), 1, 1]


@pytest.mark.parametrize("variant", ["pytorch-warmup-0.2", "pytorch-2.13"])
def test_counted_from_one(variant):
    assert rates(variant, 6, lr=1, warmup=4) == [F(1, 4), F(1, 2), F(3, 4), 1, 1, 1]


def test_from_the_rate_of_one_worker():
    got = rates("paper", 9, lr=F(8, 10), warmup=7, init=F(1, 10))
    assert got == [F(1, 10), F(2, 10), F(3, 10), F(4, 10), F(5, 10), F(6, 10), F(7, 10), F(8, 10), F(8, 10)]


@pytest.mark.parametrize("variant", ["pytorch-warmup-0.2", "pytorch-2.13"])
def test_a_warm_up_of_one_step_is_none(variant):
    assert rates(variant, 3, lr=F(1, 3), warmup=1) == [F(1, 3)] * 3


def test_each_step_of_the_recursion_grows_by_one_over_the_number_of_steps_so_far():
    got = rates("pytorch-2.13", 12, lr=1, warmup=12)
    assert [after / before for before, after in pairwise(got)] == [1 + F(1, e) for e in range(1, 12)]
