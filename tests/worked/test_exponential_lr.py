"""Exponential decay by hand.

With γ = 1/4 and a base learning rate of 1, step t has 4^-(t-1). With T = 2 a step is worth √γ = 1/2, so the learning
rates are powers of 1/2; with a staircase each power of 1/4 comes twice.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow


def case(variant, count, found=1, done=0, **hyper):
    return Case(
        name="worked",
        algorithm="exponential_lr",
        variant=variant,
        hyper={"lr": F(1), **{name: F(value) for name, value in hyper.items()}},
        shapes=((),),
        params=((F(found),),),
        gradients=(((),),) * count,
        done=done,
    )


def rates(*args, **kwargs):
    """The learning rate of each step, exactly."""
    return [moment.states[0]["theta"].items[0] for moment in follow(case(*args, **kwargs), Rational())]


@pytest.mark.parametrize("variant", ["closed", "pytorch-2.13"])
def test_a_factor_at_every_step_but_the_first(variant):
    assert rates(variant, 4, gamma=F(1, 4)) == [1, F(1, 4), F(1, 16), F(1, 64)]


def test_a_rate_that_somebody_changed_persists_only_in_the_recursive_form():
    assert rates("pytorch-2.13", 2, found=F(1, 3), done=2, gamma=F(1, 4)) == [F(1, 12), F(1, 48)]
    assert rates("closed", 2, found=F(1, 3), done=2, gamma=F(1, 4)) == [F(1, 16), F(1, 64)]


def test_a_late_staircase():
    """e = 0, 1, 2, 3 have 1: at e = 3 only two of the three steps from B = 1 are done."""
    got = rates("optax-0.2.8-staircase", 8, gamma=F(1, 4), steps=3, begin=1)
    assert got == [1, 1, 1, 1, F(1, 4), F(1, 4), F(1, 4), F(1, 16)]


@pytest.mark.parametrize(
    ("variant", "hyper", "expected"),
    [
        ("keras-3.15", {"gamma": F(1, 4)}, [F(1, 2**e) for e in range(5)]),
        ("optax-0.2.8", {"gamma": F(1, 4), "begin": 2}, [1, 1, 1, F(1, 2), F(1, 4)]),
        (
            "optax-0.2.8-end",
            {"gamma": F(1, 4), "begin": 0, "end_value": F(1, 5)},
            [1, F(1, 2), F(1, 4), F(1, 5), F(1, 5)],
        ),
        ("optax-0.2.8-end", {"gamma": 4, "begin": 0, "end_value": 5}, [1, 2, 4, 5, 5]),
        ("optax-0.2.8-end", {"gamma": F(1, 4), "begin": 2, "end_value": 3}, [3] * 5),
    ],
)
def test_half_a_factor_a_step(variant, hyper, expected):
    with Arb(256) as arb:
        run = follow(case(variant, 5, steps=2, **hyper), arb)
        for moment, value in zip(run, expected, strict=True):
            low, high = arb.enclosure(moment.states[0]["theta"].items[0])
            assert low <= value <= high < low + F(1, 2**200)
