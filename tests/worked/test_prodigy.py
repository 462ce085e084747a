"""Prodigy by hand.

With β₁ = β₂ = 0 moments are those of the last gradient g times d alone, so that the step is γ d g / (d |g| + d ε), in
which the last d may be another one, and the sums s and r have that gradient alone.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": 1, "beta1": 0, "beta2": 0, "eps": 1, "d0": F(1, 2)}
HAS = {"weight_decay": 0, "d_coef": 1}


def exact(variant, gradients, theta=(0,), **hyper):
    """After each step the values of each state variable, those of all parameters in a row; scalars once."""
    hyper = {**PLAIN, **({} if variant == "paper" else HAS), **hyper}
    case = Case(
        name="worked",
        algorithm="prodigy",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),) * len(theta),
        params=tuple((F(x),) for x in theta),
        gradients=tuple(tuple((F(g),) for g in step) for step in gradients),
    )
    states = [m.states for m in follow(case, Rational())]
    once = ("r", "d", "d_max")
    return {
        name: [each[0][name].items[0] if name in once else [x for s in each for x in s[name].items] for each in states]
        for name in states[0][0]
    }


def test_the_first_step_finds_nothing():
    """d = 1/2: m = 3/2, v = 9/4, s = 1/2 · 1 · 3, and θ moves by γ m / (3/2 + 1/2)."""
    got = exact("prodigyopt-1.1", [[3]])
    assert (got["m"], got["v"], got["s"], got["r"], got["d"]) == ([[F(3, 2)]], [[F(9, 4)]], [[F(3, 2)]], [0], [F(1, 2)])
    assert got["theta"] == [[-F(1, 2) * F(3, 4)]]
    assert got["theta0"] == [[0]]


def test_a_steady_gradient_shows_how_far_the_parameter_has_come():
    """With β₃ = 0, r = 1/2 · 3 · 3/8 and s = 3/2 at the second step: their quotient is the way, 3/8, times c."""
    got = exact("prodigyopt-1.1", [[3], [3]], d_coef=4)
    assert got["r"][1] == F(9, 16)
    assert got["d"] == got["d_max"] == [F(1, 2), F(3, 2)]
    assert got["theta"][1] == [-F(3, 8) - F(1, 2) * F(3, 2) / (F(3, 2) + F(3, 2))]  # γ and m are of before, ε of after


def test_the_paper_multiplies_epsilon_by_the_distance_of_before():
    """From d₀ = 1/8, ε = 0 and η = 2, a step is 1/4; with η = 8 and ε = 1 the first is 3/4, and so is then d."""
    got = exact("paper", [[3], [3]], eps=0, lr=2, d0=F(1, 8))
    assert got["theta"] == [[-F(1, 4)], [-F(1, 2)]]
    assert got["d"] == [F(1, 8), F(1, 4)]
    assert got["s"] == [[F(3, 32)], [F(3, 32)]]  # γ d g, which has nothing of d₀
    with_epsilon = [exact(v, [[3], [3]], lr=8, d0=F(1, 8))["theta"][1][0] for v in ("paper", "prodigyopt-1.1")]
    assert with_epsilon == [-F(3, 4) - F(3, 8) / (F(3, 8) + F(1, 8)), -F(3, 4) - F(3, 8) / (F(3, 8) + F(3, 4))]


def test_averages_have_the_same_quotient():
    paper, release = (exact(v, [[3], [-1], [2]], eps=0, lr=2, d0=F(1, 8)) for v in ("paper", "prodigyopt-1.1"))
    assert paper["d"] == release["d"]
    assert paper["theta"] == release["theta"]


def test_one_distance_for_all_parameters():
    """Moduli 3 and 1: each moves by 3/8 and 1/4, and the estimate is (3 · 3/8 + 1 · 1/4) / (3 + 1) = 11/32."""
    got = exact("prodigyopt-1.1", [[3, -1], [3, -1]], theta=(0, 5), d_coef=2)
    assert got["theta"][0] == [-F(3, 8), 5 + F(1, 2) * F(1, 2)]
    assert got["d"] == [F(1, 2), F(11, 16)]


def test_the_distance_does_not_fall():
    got = exact("prodigyopt-1.1", [[3], [3], [-3]], d_coef=4)
    assert got["r"][2] < 0
    assert got["d"] == [F(1, 2), F(3, 2), F(3, 2)]


def test_growth_is_limited_from_where_the_first_estimate_is():
    """The first estimate, 3/2, is taken in full; the next one is 4 · 5/8, and the distance grows by an eighth."""
    got = exact("prodigyopt-1.1-limited", [[3], [3], [3], [3]], d_coef=4, beta3=0, growth_rate=F(9, 8))
    assert got["d"][:2] == [F(1, 2), F(3, 2)]
    assert got["d_max"][2] == F(5, 2)
    assert got["d"][2:] == [F(27, 16), F(243, 128)]


@pytest.mark.parametrize("variant", ["prodigyopt-1.1", "optax-0.2.8"])
def test_before_the_first_gradient_nothing_moves_or_only_decay(variant):
    """Half of θ goes at once where decay does not wait: γλ = 1/2."""
    got = exact(variant, [[0]], theta=(8,), weight_decay=1)
    assert got["theta"] == [[8 if variant == "prodigyopt-1.1" else 4]]
    assert got["d"] == [F(1, 2)]


def test_decay_is_that_of_the_rate():
    """γ = 1/2 · 1/2 and λ = 2: half of 8 stays, less γ · 3/2 over 3/2 + 1/2."""
    got = exact("prodigyopt-1.1", [[3]], theta=(8,), lr=F(1, 2), weight_decay=2)
    assert got["theta"] == [[4 - F(1, 4) * F(3, 4)]]


def test_the_bias_correction_and_the_safeguard():
    """β₂ = 0 and β₁ = 1/2: the correction is 1 / (1 - 1/2) = 2, which the safeguard keeps out of s."""
    got = exact("prodigyopt-1.1-warmup", [[3]], beta1=F(1, 2), lr=F(1, 4))
    assert got["s"] == [[F(3, 2)]]
    assert got["theta"] == [[-F(1, 4) * F(3, 4) / 2]]
    other = exact("optax-0.2.8", [[3]], beta1=F(1, 2), lr=F(1, 4))
    assert other["s"] == [[F(3, 4)]]
    assert other["theta"] == got["theta"]


def test_beta3_is_the_root_of_beta2_or_given():
    """β₂ = 9/25, so that 1 - β₂ is a square too; the second gradient is 0, so that only what decays is left."""
    got = exact("prodigyopt-1.1", [[3], [0]], beta2=F(9, 25))
    assert [s[0] for s in got["s"]] == [F(3, 2), F(9, 10)]
    given = exact("optax-0.2.8-warmup", [[3], [0]], beta3=F(1, 3))
    assert [s[0] for s in given["s"]] == [F(3, 2), F(1, 2)]
