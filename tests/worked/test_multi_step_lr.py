"""Milestones by hand.

The example in the documentation of torch.optim.lr_scheduler.MultiStepLR has milestones 30 and 80, γ = 1/10 and a base
learning rate of 1/20: 1/20 below epoch 30, 1/200 from 30, 1/2000 from 80. That of optax.piecewise_constant_schedule has
{100: 0.1, 200: 0.01}: 1 at 50, 1/10 at 150, 1/1000 at 250. That of Keras' PiecewiseConstantDecay wants 1 for the first
100001 steps; here the boundary is 3, so it is the first four.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def rates(variant, milestones, count, found=None, done=0, lr=F(1), **hyper):
    """The learning rate of each step; `found` is that before the first, if somebody changed it."""
    given = {"milestone_1": milestones[0], "milestone_2": milestones[1], **hyper}
    case = Case(
        name="worked",
        algorithm="multi_step_lr",
        variant=variant,
        hyper={"lr": lr, **{name: F(value) for name, value in given.items()}},
        shapes=((),),
        params=((lr if found is None else found,),),
        gradients=(((),),) * count,
        done=done,
    )
    return [moment.states[0]["theta"].items[0] for moment in follow(case, Rational())]


@pytest.mark.parametrize("milestones", [(30, 80), (80, 30)])
@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_the_example_of_pytorch(variant, milestones):
    got = rates(variant, milestones, 82, lr=F(1, 20), gamma=F(1, 10))
    assert got == [F(1, 20)] * 30 + [F(1, 200)] * 50 + [F(1, 2000)] * 2


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_a_milestone_that_is_given_twice_counts_twice(variant):
    assert rates(variant, (2, 2), 4, gamma=F(1, 3)) == [1, 1, F(1, 9), F(1, 9)]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_a_milestone_at_0_holds_for_the_first_step(variant):
    assert rates(variant, (0, 2), 3, gamma=F(1, 2)) == [F(1, 2), F(1, 2), F(1, 4)]


def test_the_example_of_optax():
    got = rates("optax-0.2.8", (100, 200), 251, scale_1=F(1, 10), scale_2=F(1, 100))
    assert [got[50], got[99], got[100], got[150], got[250]] == [1, 1, F(1, 10), F(1, 10), F(1, 1000)]


def test_the_boundaries_of_keras_belong_to_the_interval_before_them():
    got = rates("keras-3.15", (3, 5), 8, value_1=F(1, 2), value_2=F(1, 10))
    assert got == [1, 1, 1, 1, F(1, 2), F(1, 2), F(1, 10), F(1, 10)]


def test_a_rate_that_somebody_changed_persists_only_in_the_recursive_form():
    assert rates("pytorch-2.13", (1, 3), 2, found=F(1, 8), done=2, gamma=F(1, 2)) == [F(1, 8), F(1, 16)]
    assert rates("closed", (1, 3), 2, found=F(1, 8), done=2, gamma=F(1, 2)) == [F(1, 2), F(1, 4)]
