"""Clipping of each tensor by hand, in exact fractions: the gradients (3, 4) and (5, 12), of norms 5 and 13."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

KERAS, TORCH = "keras-3.15", "pytorch-2.13"
GUARD = F(1, 10**6)


def clipped(variant, limit, *gradients, groups=()):
    case = Case(
        name="worked",
        algorithm="clip_by_norm",
        variant=variant,
        hyper={"max_norm": F(limit)},
        shapes=((2,),) * len(gradients),
        params=((F(0), F(0)),) * len(gradients),
        gradients=(tuple(tuple(F(x) for x in g) for g in gradients),),
        groups=tuple({"max_norm": F(group)} for group in groups),
    )
    (moment,) = follow(case, Rational())
    return [list(q.values["theta"]) for q in moment.quantities]


@pytest.mark.parametrize("variant", [KERAS, "burn-0.21"])
def test_each_tensor_by_its_own_norm(variant):
    assert clipped(variant, 6, (3, -4), (5, 12)) == [[3, -4], [F(30, 13), F(72, 13)]]


def test_the_guard():
    (first, second) = clipped(TORCH, 5, (3, 4), (0, 0))

    assert first == [15 / (5 + GUARD), 20 / (5 + GUARD)]
    assert second == [0, 0]


@pytest.mark.parametrize("variant", [KERAS, TORCH])
def test_a_limit_for_each_tensor(variant):
    first, second = clipped(variant, 1, (3, 4), (3, 4), groups=(10, 1))

    assert first == [3, 4]
    assert second != [3, 4]


def test_what_a_global_norm_would_be():
    """Both tensors at their limits together are longer than one of them by the root of 2."""
    first, second = clipped(KERAS, 1, (3, 4), (5, 12))

    assert [sum(x * x for x in tensor) for tensor in (first, second)] == [1, 1]
