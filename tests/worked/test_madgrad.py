"""MADGRAD by hand.

Weights with which the sum of squares becomes 8 and 27; the fourth step is the first but one whose root is rational.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": 8, "momentum": F(1, 2), "eps": 0}
RAISED = {"lr": 7, "momentum": F(1, 2), "eps": 1, "weight_decay": 0}


def exact(variant, gradients, theta=0, done=0, state=None, **hyper):
    """The sequence of each state variable."""
    case = Case(
        name="worked",
        algorithm="madgrad",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
        done=done,
        state={name: ((F(value),),) for name, value in (state or {}).items()},
    )
    states = [m.states[0] for m in follow(case, Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


def test_the_first_step():
    """The root of 8 is 2: half of the way from 10 to 10 - 8/(2 + 1)."""
    got = exact("paper", (1,), theta=10, **{**PLAIN, "eps": 1})
    assert got == {"s": [8], "v": [8], "x0": [10], "theta": [10 - F(4, 3)]}


def test_the_fourth_step_has_twice_the_rate_for_its_weight():
    """8 + 19 = 27, of which the root is 3; half of the way from 4 to 10 - 27/3."""
    state = {"s": 8, "v": 8, "x0": 10}
    got = exact("paper", (1,), theta=4, done=3, state=state, **{**PLAIN, "lr": F(19, 2)})
    assert got == {"s": [27], "v": [27], "x0": [10], "theta": [F(5, 2)]}


@pytest.mark.parametrize(("rate", "gradient", "way"), [(8, 1, 4), (64, 1, 16), (8, 8, 8)])
def test_the_way_grows_with_the_rate_to_two_thirds_and_the_gradient_to_one(rate, gradient, way):
    got = exact("paper", (gradient,), **{**PLAIN, "lr": rate, "momentum": 0})
    assert got["theta"] == [-way]


@pytest.mark.parametrize("variant", ["madgrad-1.3", "pytorch-optimizer-4.1", "timm-1.0.31", "optax-0.2.8"])
def test_epsilon_is_added_to_the_rate(variant):
    assert exact(variant, (1,), theta=10, **RAISED) == exact("paper", (1,), theta=10, **{**PLAIN, "eps": 1})


def test_a_rate_of_zero_stays_so_or_not():
    still = {**RAISED, "lr": 0}
    for variant in ("madgrad-1.3", "madgrad-1.3-decoupled", "pytorch-optimizer-4.1"):
        assert exact(variant, (1,), theta=10, **still) == {"s": [0], "v": [0], "x0": [10], "theta": [10]}
    for variant in ("timm-1.0.31", "optax-0.2.8"):
        assert exact(variant, (1,), theta=10, **still) == {"s": [1], "v": [1], "x0": [10], "theta": [10 - F(1, 4)]}


def test_coupled_decay():
    """-1 + 4/2 = 1."""
    got = exact("madgrad-1.3", (-1,), theta=4, **{**RAISED, "weight_decay": F(1, 2)})
    assert got["s"] == [8]
    assert got["theta"] == [4 - F(4, 3)]


def test_decoupled_decay_after_the_step_or_before():
    """The raised rate, 8/4 of the old 8; or 7/4 of it first, so that half of the way begins at -6."""
    decayed = {**RAISED, "weight_decay": F(1, 4)}
    assert exact("madgrad-1.3-decoupled", (1,), theta=8, **decayed)["theta"] == [8 - F(4, 3) - 16]
    assert exact("timm-1.0.31-decoupled", (1,), theta=8, **decayed)["theta"] == [(-6 + 8 - F(8, 3)) / 2]


def test_without_momentum_the_beginning_is_made_again():
    """4 + 8/2 = 8, and 8 - 27/3."""
    rest = {"lr": F(19, 2), "eps": 0, "weight_decay": 0}
    got = exact("madgrad-1.3-without-momentum", (1,), theta=4, done=3, state={"s": 8, "v": 8}, **rest)
    assert got == {"s": [27], "v": [27], "theta": [-1]}


def test_with_another_epsilon_it_is_made_otherwise():
    """4 + 8/(2 + 2), and 6 - 27/(3 + 2); the rate is 19/2 with the 2."""
    rest = {"lr": F(15, 2), "eps": 2, "weight_decay": 0}
    got = exact("madgrad-1.3-without-momentum", (1,), theta=4, done=3, state={"s": 8, "v": 8}, **rest)
    assert got["theta"] == [6 - F(27, 5)]


def test_variants_that_are_the_same_but_for_a_default():
    algorithm = get("madgrad")
    for end in ("", "-decoupled", "-without-momentum"):
        one, other = (algorithm.variant(f"{name}{end}") for name in ("madgrad-1.3", "pytorch-optimizer-4.1"))
        assert one.switches == other.switches
        assert one.defaults == {**other.defaults, "lr": "1e-2"}
