"""Step decay by hand.

With S = 3, γ = 1/2 and a base learning rate of 1, the first three steps have 1, the next three 1/2, and so on. Who
counts the step that begins has two steps with 1. The example in the documentation of torch.optim.lr_scheduler.StepLR
has S = 30, γ = 1/10 and 1/20: 1/20 below epoch 30, 1/200 from 30, 1/2000 from 60.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, steps, found=None, done=0, lr=F(1), size=3, gamma=F(1, 2)):
    """The learning rate of each step; `found` is that before the first, if somebody changed it."""
    case = Case(
        name="worked",
        algorithm="step_lr",
        variant=variant,
        hyper={"lr": lr, "step_size": F(size), "gamma": gamma},
        shapes=((),),
        params=((lr if found is None else found,),),
        gradients=(((),),) * steps,
        done=done,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_three_steps_a_stair(variant):
    assert rates(variant, 8) == [1, 1, 1, F(1, 2), F(1, 2), F(1, 2), F(1, 4), F(1, 4)]


def test_a_stair_too_early():
    assert rates("rustorch-0.6", 8) == [1, 1, F(1, 2), F(1, 2), F(1, 2), F(1, 4), F(1, 4), F(1, 4)]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_the_example_of_the_documentation(variant):
    got = rates(variant, 61, lr=F(1, 20), size=30, gamma=F(1, 10))
    assert got == [F(1, 20)] * 30 + [F(1, 200)] * 30 + [F(1, 2000)]


def test_a_rate_that_somebody_changed_persists_only_in_the_recursive_form():
    assert rates("pytorch-2.13", 3, found=F(1, 16), done=2) == [F(1, 16), F(1, 32), F(1, 32)]
    assert rates("closed", 3, found=F(1, 16), done=2) == [1, F(1, 2), F(1, 2)]
