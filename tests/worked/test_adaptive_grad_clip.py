"""Adaptive gradient clipping by hand, in exact fractions: units whose norms are rational."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

OPTAX, TIMM, KOZISTR = "optax-0.2.8", "timm-1.0.31", "pytorch-optimizer-4.1"
GUARD = F(1, 10**6)


def clip(variant, gradient, weights, shape, clipping=F(1, 2), eps=1):
    case = Case(
        name="worked",
        algorithm="adaptive_grad_clip",
        variant=variant,
        hyper={"clipping": F(clipping), "eps": F(eps)},
        shapes=(shape,),
        params=((F(0),) * len(weights),),
        gradients=((tuple(F(x) for x in (*gradient, *weights)),),),
    )
    (moment,) = follow(case, Rational())
    return moment.quantities[0].values


@pytest.mark.parametrize("variant", ["paper", OPTAX, TIMM, KOZISTR])
def test_a_vector_is_one_unit(variant):
    """Weights of norm 5 allow a norm of 5/2; the gradient has 10."""
    q = clip(variant, (6, -8), (3, 4), (2,))

    assert (q["norm_w"], q["norm_g"], q["limit"], q["factor"]) == (5, 10, F(5, 2), F(1, 4))
    assert list(q["theta"]) == [F(3, 2), -2]


def test_rows():
    """Limits 5/2 and 13/2 for gradients of norms 10 and 5: the second row stays."""
    q = clip("paper", (6, 8, 3, 4), (3, 4, 5, 12), (2, 2))

    assert list(q["factor"]) == [F(1, 4), 1]
    assert list(q["theta"]) == [F(3, 2), 2, 3, 4]


def test_columns():
    """The same, transposed."""
    q = clip(OPTAX, (6, 3, 8, 4), (3, 5, 4, 12), (2, 2))

    assert list(q["factor"]) == [F(1, 4), 1]
    assert list(q["theta"]) == [F(3, 2), 3, 2, 4]


def test_weights_of_zeros_count_as_epsilon():
    assert list(clip("paper", (3, 4), (0, 0), (2,), eps=2)["theta"]) == [F(3, 5), F(4, 5)]


@pytest.mark.parametrize("variant", ["paper", OPTAX])
def test_a_matrix_of_one_row_is_one_unit(variant):
    assert list(clip(variant, (6, 8), (3, 4), (1, 2))["theta"]) == [F(3, 2), 2]


def test_a_matrix_of_one_column():
    """Rows of single elements for the paper, and one unit for optax."""
    assert list(clip("paper", (6, 8), (3, 4), (2, 1))["theta"]) == [F(3, 2), 2]
    assert list(clip("paper", (6, 1), (3, 4), (2, 1))["theta"]) == [F(3, 2), 1]
    assert list(clip(OPTAX, (6, 8), (30, 40), (2, 1))["theta"]) == [6, 8]


@pytest.mark.parametrize("variant", ["paper", OPTAX])
def test_four_axes(variant):
    """Weights of 1 everywhere, four in each unit, and so limits of 1; only one element has a gradient."""
    q = clip(variant, (8, *[0] * 7), (1,) * 8, (2, 1, 2, 2))

    assert list(q["factor"]) == [F(1, 8), 1]
    assert list(q["theta"]) == [1, *[0] * 7]


@pytest.mark.parametrize(("variant", "limits"), [("paper", [1, F(1, 2)]), (OPTAX, [F(1, 2)] * 4)])
def test_three_axes(variant, limits):
    """Weights of 1 at the first place of the first axis, and of 0 at the second: norms of 2 and 0, or four of 1."""
    q = clip(variant, (8, *[0] * 7), (1,) * 4 + (0,) * 4, (2, 2, 2))

    assert list(q["limit"]) == limits
    assert list(q["theta"]) == [limits[0], *[0] * 7]


@pytest.mark.parametrize(("variant", "left"), [("paper", 1), (OPTAX, F(1, 10)), (TIMM, F(1, 10)), (KOZISTR, F(1, 10))])
def test_a_gradient_between_its_limit_and_the_guard(variant, left):
    """A limit of 1e-7 and a norm of 2e-7: 1e-7 is left, or a tenth of the limit over the guard of it."""
    limit, norm = GUARD / 10, GUARD / 5
    q = clip(variant, (norm,), (0,), (1,), clipping=1, eps=limit)

    assert list(q["theta"]) == [limit if left == 1 else norm * left]


@pytest.mark.parametrize(("variant", "factor"), [("paper", 1), (OPTAX, 1), (TIMM, 1), (KOZISTR, F(1, 10))])
def test_a_gradient_within_a_limit_below_the_guard(variant, factor):
    limit, norm = GUARD / 10, GUARD / 20
    assert clip(variant, (norm,), (0,), (1,), clipping=1, eps=limit)["factor"] == factor
