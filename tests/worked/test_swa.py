"""Stochastic weight averaging by hand, in exact fractions.

The mean of the live weights 0, 1, ... is what it is called: after three of them (0 + 1 + 2) / 3 = 1.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def run(variant, weights, *, buffers=(), theta=0, **hyper):
    """The average and its buffers after each step; one weight, one buffer."""
    buffers = buffers or weights
    case = Case(
        name="worked",
        algorithm="swa",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(w), F(b)),) for w, b in zip(weights, buffers, strict=True)),
    )
    after = [moment.states[0] for moment in follow(case, Rational())]
    return [state["theta"].items[0] for state in after], [state["b_avg"].items[0] for state in after]


def test_the_starting_weights_are_not_in_the_mean():
    average, _ = run("pytorch-2.13", range(5), theta=77, start=1, frequency=1)

    assert average == [0, F(1, 2), 1, F(3, 2), 2]


def test_in_the_paper_they_are():
    """Its two updates, after steps 2 and 4: (5 + 7) / 2 = 6, and (5 + 7 + 9) / 3 = 7."""
    average, _ = run("paper", [1, 7, 1, 9], theta=5, frequency=2)

    assert average == [5, 6, 6, 7]


def test_every_third_step_from_the_second_on():
    """Steps 2, 5 and 8: 1, (1 + 4) / 2 and (1 + 4 + 16) / 3."""
    average, _ = run("pytorch-2.13", [0, 1, 0, 0, 4, 0, 0, 16], theta=-1, start=2, frequency=3)

    assert average == [-1, 1, 1, 1, F(5, 2), F(5, 2), F(5, 2), 7]


def test_every_multiple_of_three_after_the_second_step():
    """Steps 3 and 6: 2 and (2 + 8) / 2."""
    average, _ = run("torchcontrib-0.0.2", [0, 1, 2, 0, 4, 8, 0, 16], theta=-1, start=2, frequency=3)

    assert average == [-1, -1, 2, 2, 2, 5, 5, 5]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("pytorch-2.13", [6, 6, 0, 0]),
        ("pytorch-2.13-buffers", [6, 6, 3, 3]),
        ("torchcontrib-0.0.2", [-1, -1, -1, -1]),
    ],
)
def test_buffers_are_copied_averaged_or_left(variant, expected):
    """At steps 1 and 3, where an update happens: 6, then 0 or (6 + 0) / 2."""
    _, buffers = run(variant, [1] * 4, buffers=[6, 2, 0, 2], theta=-1, start=1, frequency=2)

    assert buffers == expected


def test_constant_weights_are_their_own_average():
    average, buffers = run("pytorch-2.13-buffers", [F(1, 3)] * 6, theta=2, start=1, frequency=1)

    assert average == buffers == [F(1, 3)] * 6
