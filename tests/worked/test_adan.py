"""Adan by hand.

Gradients 3 and 7 with β₂ = 1/4 have the difference 4, and 7 + 4/4 = 8 ahead; β₃ = 0 keeps that square alone, so that
roots are exact.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": 1, "beta1": F(1, 2), "beta2": F(1, 4), "beta3": 0, "weight_decay": 0}


def exact(variant, gradients, theta=0, **hyper):
    """The sequence of each state variable."""
    case = Case(
        name="worked",
        algorithm="adan",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    states = [m.states[0] for m in follow(case, Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


def test_the_first_step_knows_no_difference():
    """m corrected is 3, over 3 + 1; the gradient is kept."""
    got = exact("official", (3,), **PLAIN, eps=1)
    assert got == {"m": [F(3, 2)], "v": [0], "n": [9], "prev": [3], "theta": [-F(3, 4)]}


def test_the_second_step():
    """m = 3/4 + 7/2 = 17/4, corrected 17/3; v = 3/4 · 4 = 3, corrected 16/5, of which 1/4 counts; over 8 + 1."""
    got = exact("official", (3, 7), **PLAIN, eps=1)
    assert [got[name][1] for name in ("m", "v", "n", "prev")] == [F(17, 4), 3, 64, 7]
    assert got["theta"][1] == -F(3, 4) - (F(17, 3) + F(4, 5)) / 9


def test_a_corrected_second_difference_is_too_small():
    """v̂₂ is d₂ / (1 + β₂)."""
    assert F(3) / (1 - F(1, 16)) == F(4) / (1 + F(1, 4))


def test_optax_weights_by_the_complement():
    """3/4 of the difference: 7 + 3 = 10 ahead."""
    got = exact("optax-0.2.8", (3, 7), **PLAIN, eps=1, eps_root=0)
    assert got["n"][1] == 100
    assert got["theta"][1] == -F(3, 4) - (F(17, 3) + F(3, 4) * F(16, 5)) / 11


def test_the_paper_begins_with_the_first_gradient_and_with_the_first_difference():
    """n + 16 = 25 and 64 + 36 = 10² would need two epsilons, so one step each. m₂ = 3/2 + 7/2, v₂ = 4."""
    first = exact("paper", (3,), **PLAIN, eps_root=16)
    assert first == {"m": [3], "v": [0], "n": [9], "prev": [3], "theta": [-F(3, 5)]}
    got = exact("paper", (0, 7), **{**PLAIN, "beta2": F(1, 7)}, eps_root=36)
    assert [got[name][1] for name in ("m", "v", "n")] == [F(7, 2), 7, 64]
    assert got["theta"] == [0, -(F(7, 2) + 1) / 10]


def test_the_third_difference_is_averaged_in_the_paper_too():
    """d = 4, -4: v₃ = 4/4 - 3/4 · 4 = -2; η = 0 moves nothing."""
    got = exact("paper", (3, 7, 3), **{**PLAIN, "lr": 0, "beta1": 0}, eps_root=0)
    assert got["v"] == [0, 4, -2]
    assert got["n"] == [9, 64, 4]


def test_decay_after_the_step_or_before():
    """θ = 8: (8 - 3/4) / (5/4), or 8 · 3/4 - 3/4."""
    decayed = {**PLAIN, "weight_decay": F(1, 4), "eps": 1}
    assert exact("official", (3,), theta=8, **decayed)["theta"] == [F(29, 5)]
    assert exact("official-no-prox", (3,), theta=8, **decayed)["theta"] == [F(21, 4)]


@pytest.mark.parametrize("variant", ["official", "official-no-prox"])
def test_under_a_constant_gradient_it_is_adam(variant):
    """g / (|g| + ε) a step."""
    got = exact(variant, (3, 3, 3), **{**PLAIN, "beta3": 0}, eps=1)
    assert got["theta"] == [-F(3, 4), -F(3, 2), -F(9, 4)]
    assert got["v"] == [0, 0, 0]
