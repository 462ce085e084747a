"""Clipping by the global norm by hand, in exact fractions: gradients whose norms are rational.

The gradients (2, 3) and (6) have the norm 7 together, the sum of moduli 11 and the largest modulus 6.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

TORCH = "pytorch-2.13"
GUARD = F(1, 10**6)


def run(variant, limit, *steps):
    """The quantities of each step for two parameters, of two elements and of one."""
    case = Case(
        name="worked",
        algorithm="clip_by_global_norm",
        variant=variant,
        hyper={"max_norm": F(limit)},
        shapes=((2,), (1,)),
        params=((F(0), F(0)), (F(0),)),
        gradients=tuple(tuple(tuple(F(x) for x in g) for g in step) for step in steps),
    )
    return [[q.values for q in moment.quantities] for moment in follow(case, Rational())]


def clipped(variant, limit, *gradients):
    ((first, second),) = run(variant, limit, gradients)
    return [*first["theta"], *second["theta"]]


def test_one_norm_and_one_factor_for_all_parameters():
    ((first, second),) = run("paper", F(7, 2), [(2, -3), (6,)])

    assert first["norm"] == second["norm"] == 7
    assert first["factor"] == second["factor"] == F(1, 2)
    assert [*first["theta"], *second["theta"]] == [1, -F(3, 2), 3]


@pytest.mark.parametrize("limit", [7, 8, 700])
def test_within_the_limit_nothing_changes(limit):
    assert clipped("paper", limit, (2, -3), (6,)) == [2, -3, 6]


@pytest.mark.parametrize(("variant", "norm"), [(TORCH, 7), (f"{TORCH}-1", 11), (f"{TORCH}-inf", 6)])
def test_three_norms_and_the_guard(variant, norm):
    factor = 1 / (norm + GUARD)
    assert clipped(variant, 1, (2, 3), (-6,)) == [2 * factor, 3 * factor, -6 * factor]


def test_with_the_guard_a_norm_at_the_limit_is_shortened():
    assert clipped(TORCH, 7, (2, 3), (6,))[2] == 6 * 7 / (7 + GUARD)
    assert clipped(TORCH, 7 + GUARD, (2, 3), (6,)) == [2, 3, 6]


def test_the_guard_is_half_of_everything_where_norm_and_limit_are_as_small():
    assert clipped(TORCH, GUARD, (GUARD, 0), (0,)) == [GUARD / 2, 0, 0]


@pytest.mark.parametrize("variant", ["paper", TORCH, f"{TORCH}-1", f"{TORCH}-inf"])
def test_gradients_of_zeros_stay(variant):
    assert clipped(variant, 1, (0, 0), (0,)) == [0, 0, 0]


def test_the_largest_modulus_may_be_negative():
    assert clipped(f"{TORCH}-inf", 3 + GUARD / 2, (2, 3), (-6,))[2] == -3


def test_no_step_remembers_another():
    large, small = run("paper", 7, [(20, 30), (60,)], [(2, 3), (6,)])

    assert large[0]["factor"] == F(1, 10)
    assert small[0]["factor"] == 1
