"""CAME by hand.

A matrix whose squares are a product of rows and columns is factored without loss: [[1, 2], [2, 4]] has the row means
5/2 and 10 of its squares, the same column means, and 5/2 · 10 / (25/4) = 4. Without averaging its update is of ones.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": 1, "beta1": F(1, 2), "beta2": 0, "beta3": 0, "clip": 1, "eps1": 0, "eps2": 0, "weight_decay": 0}
MATRIX = (1, 2, 2, 4)


def run(shape, gradients, theta=None, variant="official", **hyper):
    """The state and the quantities of each step, for one parameter."""
    size = len(gradients[0])
    case = Case(
        name="worked",
        algorithm="came",
        variant=variant,
        hyper={name: F(value) for name, value in {**PLAIN, **hyper}.items()},
        shapes=(shape,),
        params=(tuple(F(x) for x in theta or [0] * size),),
        gradients=tuple((tuple(F(x) for x in g),) for g in gradients),
    )
    return [
        {name: list(x) for name, x in {**m.states[0], **m.quantities[0].values}.items()}
        for m in follow(case, Rational())
    ]


def test_a_matrix_of_rank_one_is_factored_without_loss():
    (one,) = run((2, 2), [MATRIX])
    assert one["r"] == one["c"] == [F(5, 2), 10]
    assert one["v_hat"] == [1, 4, 4, 16]
    assert one["u_clipped"] == [1, 1, 1, 1]


def test_the_confidence_of_the_first_step():
    """m = 1/2, the residual is 1/4 everywhere, and so the instability: 1/2 over 1/2 is 1."""
    (one,) = run((2, 2), [MATRIX])
    assert one["m"] == [F(1, 2)] * 4
    assert one["res_r"] == one["res_c"] == [F(1, 4)] * 2
    assert one["theta"] == [-1] * 4


@pytest.mark.parametrize(("beta1", "move"), [(F(9, 10), F(1, 9)), (F(1, 4), 3)])
def test_the_first_step_is_longer_the_less_there_is_of_momentum(beta1, move):
    """(1 - β₁) / β₁ without averages of the instability."""
    (one,) = run((1, 1), [(3,)], beta1=beta1)
    assert one["theta"] == [-move]


def test_an_instability_that_is_averaged_from_zero_makes_it_longer():
    """With β₃ = 3/4 a quarter of 1/4 is there: 1/2 over 1/4."""
    (one,) = run((1, 1), [(3,)], beta3=F(3, 4))
    assert one["theta"] == [-2]


def test_a_gradient_that_turns_is_trusted_less():
    """Updates 1 and -1: m = 1/2 and -1/4, residuals 1/4 and 9/16, so that the second step is 1/4 over 3/4."""
    one, two = run((1, 1), [(3,), (-5,)])
    assert two["residuals"] == [F(9, 16)]
    assert two["theta"][0] - one["theta"][0] == F(1, 3)


def test_vectors_have_no_confidence():
    """The move is m = 1/2."""
    (one,) = run((2,), [(3, -4)])
    assert one["v"] == [9, 16]
    assert one["theta"] == [-F(1, 2), F(1, 2)]


@pytest.mark.parametrize(("clip", "move"), [(1, F(1, 2)), (F(3, 2), F(3, 4)), (2, 1), (4, 1)])
def test_the_clip_limits_the_root_mean_square(clip, move):
    """β₂ = 3/4 leaves a quarter of the square: updates of 2, or of the limit."""
    (one,) = run((1,), [(3,)], beta2=F(3, 4), clip=clip)
    assert one["theta"] == [-move]


def test_the_epsilons_are_added_to_squares():
    """9 + 7 = 4², u = 3/4; the residual (3/8)² + 7/64 = 1/4."""
    (one,) = run((1, 1), [(3,)], eps1=7, eps2=F(7, 64))
    assert one["u"] == [F(3, 4)]
    assert one["residuals"] == [F(1, 4)]
    assert one["theta"] == [-F(3, 8) / F(1, 2)]


def test_both_kinds_of_decay():
    """θ = 8 loses an eighth of itself; or 1 + 8/8 = 2 is the gradient, whose update is 1 as well."""
    decay = {"theta": [8], "weight_decay": F(1, 8)}
    assert run((1,), [(1,)], **decay)[0]["theta"] == [7 - F(1, 2)]
    coupled = run((1,), [(1,)], variant="pytorch-optimizer-4.1-coupled", **decay)[0]
    assert coupled["v"] == [4]
    assert coupled["theta"] == [8 - F(1, 2)]
