"""Accumulation by hand: windows of three with gradients 1, 2, 6 and then 4, -4."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

GRADIENTS = (1, 2, 6, 4, -4)


def run(variant, gradients=GRADIENTS, every=3):
    """What is emitted and what is kept at each micro-step."""
    case = Case(
        name="worked",
        algorithm="gradient_accumulation",
        variant=variant,
        hyper={"every": F(every)},
        shapes=((1,),),
        params=((F(7),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    states = [moment.states[0] for moment in follow(case, Rational())]
    return [[next(iter(state[name])) for state in states] for name in ("theta", "acc")]


@pytest.mark.parametrize(
    ("variant", "emitted", "kept"),
    [
        ("pytorch-2.13", [0, 0, 9, 0, 0], [1, 3, 0, 4, 0]),
        ("optax-0.2.8", [0, 0, 3, 0, 0], [1, F(3, 2), 0, 4, 0]),
        ("optax-0.2.8-apply-every", [0, 0, 9, 0, 0], [1, 3, 9, 4, 0]),
        ("keras-3.15", [0, 0, 3, 0, 0], [1, 3, 0, 4, 0]),
    ],
)
def test_a_window_and_a_part_of_one(variant, emitted, kept):
    assert run(variant) == [emitted, kept]


@pytest.mark.parametrize("variant", ["pytorch-2.13", "optax-0.2.8", "optax-0.2.8-apply-every", "keras-3.15"])
def test_a_window_of_one_changes_nothing(variant):
    assert run(variant, every=1)[0] == list(GRADIENTS)


@pytest.mark.parametrize("every", [2, 3, 5, 7])
def test_the_mean_in_both_ways(every):
    """A running mean is the sum over the number, whatever is averaged."""
    gradients = [F(3, 2) ** i - i * i for i in range(2 * every)]
    emitted = run("optax-0.2.8", gradients, every)[0]

    assert emitted == run("keras-3.15", gradients, every)[0]
    assert emitted[every - 1 :: every] == [sum(gradients[:every]) / every, sum(gradients[every:]) / every]
