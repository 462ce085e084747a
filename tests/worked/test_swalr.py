"""SWALR by hand.

From 8 to 4 in four linear steps: 8, 7, 6, 5, 4. If another schedule halves the 8 before the first of them, annealing
goes from 4 and stands still; if it makes 16 of it, from 16: 13, 10, 7, 4. Who froze the start would go on from 8. In
three steps of a cosine a quarter of the way is done, then three quarters.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, steps, **hyper):
    """The learning rate of each step, in exact fractions."""
    case = Case(
        name="worked",
        algorithm="swalr",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((),),
        params=((F(hyper["lr"]),),),
        gradients=(((),),) * steps,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


def test_linear():
    assert rates("pytorch-2.13-linear", 6, lr=8, swa_lr=4, length=4, factor=1) == [8, 7, 6, 5, 4, 4]


@pytest.mark.parametrize(("factor", "rest"), [(F(1, 2), [4, 4, 4, 4]), (2, [13, 10, 7, 4])])
def test_it_starts_from_the_rate_that_it_finds(factor, rest):
    assert rates("pytorch-2.13-linear", 5, lr=8, swa_lr=4, length=4, factor=factor) == [8, *rest]


def test_cosine():
    assert rates("pytorch-2.13", 5, lr=8, swa_lr=4, length=3, factor=1) == [8, 7, 5, 4, 4]
    assert rates("pytorch-2.13", 4, lr=4, swa_lr=8, length=3, factor=1) == [4, 5, 7, 8]


@pytest.mark.parametrize("variant", ["pytorch-2.13", "pytorch-2.13-linear"])
def test_without_annealing_the_first_step_is_at_the_end(variant):
    assert rates(variant, 3, lr=8, swa_lr=4, length=0, factor=3) == [4, 4, 4]


def test_an_exponential_decay_before():
    """0.9^5 of 1/10, annealed to 1/20 in four steps: a quarter of what is left, each time."""
    found = F(9, 10) ** 5 / 10
    got = rates("pytorch-2.13-linear", 5, lr=F(1, 10), swa_lr=F(1, 20), length=4, factor=F(9, 10) ** 5)
    assert got == [F(1, 10), *(found + F(k, 4) * (F(1, 20) - found) for k in range(1, 5))]
