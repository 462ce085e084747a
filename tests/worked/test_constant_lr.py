"""A constant factor by hand.

The example in the documentation of torch.optim.lr_scheduler.ConstantLR has f = 1/2, N = 40 and a base learning rate of
1/20: 1/40 up to epoch 39 and 1/20 from epoch 40 on.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, count, found=None, done=0, lr=F(1), **hyper):
    """The learning rate of each step; `found` is that before the first, if somebody changed it."""
    case = Case(
        name="worked",
        algorithm="constant_lr",
        variant=variant,
        hyper={"lr": lr, **{name: F(value) for name, value in hyper.items()}},
        shapes=((),),
        params=((lr if found is None else found,),),
        gradients=(((),),) * count,
        done=done,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_the_example_of_the_documentation(variant):
    assert rates(variant, 43, lr=F(1, 20), factor=F(1, 2), length=40) == [F(1, 40)] * 40 + [F(1, 20)] * 3


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_a_factor_for_one_step(variant):
    assert rates(variant, 3, factor=F(1, 3), length=1) == [F(1, 3), 1, 1]


def test_a_rate_that_somebody_changed_persists_only_in_the_recursive_form():
    """Four steps are complete, of five with the factor; the sixth step takes the factor away."""
    given = {"found": F(1, 8), "done": 4, "factor": F(1, 4), "length": 5}
    assert rates("pytorch-2.13", 3, **given) == [F(1, 8), F(1, 2), F(1, 2)]
    assert rates("closed", 3, **given) == [F(1, 4), 1, 1]


def test_without_a_factor_nothing_happens():
    assert rates("optax-0.2.8", 3, lr=F(1, 7)) == [F(1, 7)] * 3
