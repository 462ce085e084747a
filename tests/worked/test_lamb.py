"""LAMB by hand, in exact fractions: parameters and updates whose norms are rational.

The gradient (1, 0) gives r = (1/2, 0) where epsilon is 1 and both moments are corrected. With the parameter (3, 4) and
9/100 of it as decay that makes u = (77, 36) / 100, whose norm is 17/20, and so a ratio of 5 / (17/20) = 100/17.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

HALVES = {"beta1": F(1, 2), "beta2": F(3, 4)}
UNCORRECTED = {**HALVES, "eps": F(1, 2)}  # m = 1/2 and a root of 1/2: r = 1/2 again
KOZISTR, V3 = "pytorch-optimizer-4.1", "paper-v3"


def run(variant, gradients, theta, **hyper):
    """The quantities of each step for one parameter."""
    case = Case(
        name="worked",
        algorithm="lamb",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((len(theta),),),
        params=(tuple(F(x) for x in theta),),
        gradients=tuple((tuple(F(x) for x in g),) for g in gradients),
    )
    return [moment.quantities[0].values for moment in follow(case, Rational())]


def theta_after(variant, gradient, theta, **hyper):
    (one,) = run(variant, [gradient], theta, **hyper)
    return list(one["theta"])


@pytest.mark.parametrize("variant", ["paper", "optax-0.2.8", "timm-1.0.31"])
def test_decay_inside_the_ratio(variant):
    (one,) = run(variant, [(1, 0)], (3, 4), **HALVES, lr=F(17, 100), eps=1, weight_decay=F(9, 100))

    assert list(one["u"]) == [F(77, 100), F(36, 100)]
    assert (one["norm_theta"], one["norm_u"], one["ratio"]) == (5, F(17, 20), F(100, 17))
    assert list(one["theta"]) == [3 - F(77, 100), 4 - F(36, 100)]


def test_without_bias_correction():
    assert theta_after(V3, (1, 0), (3, 4), **UNCORRECTED, lr=F(17, 100), weight_decay=F(9, 100)) == [
        3 - F(77, 100),
        4 - F(36, 100),
    ]


def test_decoupled_decay_changes_the_norm_of_the_parameter():
    """(3, 4) becomes (12, 16) / 5, whose norm is 4; the ratio is 4 / (1/2)."""
    after = theta_after("keras-3.15", (1, 0), (3, 4), **HALVES, lr=F(1, 10), eps=1, weight_decay=2)
    assert after == [F(12, 5) - F(1, 10) * 8 * F(1, 2), F(16, 5)]


def test_the_norm_counts_as_ten_and_epsilon_stands_in_the_ratio():
    """The norm 20 counts as 10, and 10 / (1/2 + 1/2) is the ratio; then the rate is twice as long in the first step."""
    hyper = {**UNCORRECTED, "lr": F(1, 10), "weight_decay": 0}
    assert theta_after(f"{KOZISTR}-uncorrected", (1, 0), (12, 16), **hyper) == [12 - F(1, 2), 16]
    assert theta_after(KOZISTR, (1, 0), (12, 16), **hyper) == [12 - 1, 16]


def test_the_norm_counts_as_ten_and_nothing_stands_in_the_ratio():
    """10 / (1/2) for a norm of 20, and 5 / (1/2) for one of 5."""
    hyper = {**UNCORRECTED, "lr": F(1, 10), "weight_decay": 0}
    assert theta_after("torch-optimizer-0.3", (1, 0), (12, 16), **hyper) == [12 - 1, 16]
    assert theta_after("torch-optimizer-0.3", (1, 0), (3, 4), **hyper) == [3 - F(1, 2), 4]


@pytest.mark.parametrize("variant", ["paper", V3, "keras-3.15", KOZISTR, "torch-optimizer-0.3"])
def test_a_parameter_of_zeros_moves_as_without_a_ratio(variant):
    hyper = {**UNCORRECTED, "lr": F(1, 10), "weight_decay": 0}
    (one,) = run(variant, [(1, 0)], (0, 0), **hyper)
    assert one["ratio"] == 1
    assert list(one["theta"]) == [-F(1, 10) * x / (1 if variant != KOZISTR else F(1, 2)) for x in one["r"]]


@pytest.mark.parametrize("variant", ["paper", "keras-3.15", KOZISTR])
def test_without_a_gradient_so_far_nothing_moves(variant):
    assert theta_after(variant, (0, 0), (3, 4), **HALVES, lr=1, eps=1, weight_decay=0) == [3, 4]


def test_without_decay_timm_has_no_ratio():
    hyper = {**HALVES, "lr": F(1, 10), "eps": 1, "weight_decay": 0}
    assert theta_after("optax-0.2.8", (1, 0), (3, 4), **hyper) == [3 - F(1, 10) * 5, 4]
    assert theta_after("timm-1.0.31", (1, 0), (3, 4), **hyper) == [3 - F(1, 10) * F(1, 2), 4]


@pytest.mark.parametrize(("size", "decay", "ratio"), [(1, F(9, 100), 1), (F(1, 10), F(9, 10), F(10, 17))])
def test_a_ratio_of_at_most_one(size, decay, ratio):
    """The parameter (3, 4) times a size, with as much more decay: u is the same."""
    theta = (3 * size, 4 * size)
    after = theta_after("timm-1.0.31-trust-clip", (1, 0), theta, **HALVES, lr=1, eps=1, weight_decay=decay)
    assert after == [3 * size - ratio * F(77, 100), 4 * size - ratio * F(36, 100)]


def test_the_first_step_is_lr_times_the_norm_long():
    """Without epsilon r is a vector of signs, here of norm 2; (2, 4, 5, 6) has the norm 9.

    The correction behind the ratio makes that step 1 / (1 - beta1) times as long.
    """
    theta, gradient = (2, 4, 5, 6), (3, F(-1, 7), 100, 5)
    hyper = {"lr": F(2, 9), "beta1": F(9, 10), "beta2": F(99, 100), "eps": 0, "weight_decay": 0}
    signs = (1, -1, 1, 1)

    assert theta_after("paper", gradient, theta, **hyper) == [x - s for x, s in zip(theta, signs, strict=True)]
    behind = theta_after(KOZISTR, gradient, theta, **{**hyper, "beta2": F(3, 4), "beta1": F(9, 10)})
    assert behind == [x - 10 * s for x, s in zip(theta, signs, strict=True)]


def test_moments_are_averages_and_stay_uncorrected():
    one, two = run("optax-0.2.8", [(7,), (18,)], (5,), beta1=F(1, 2), beta2=F(9, 16), lr=F(1, 5), eps=0, weight_decay=0)

    assert (list(one["m"]), list(one["v"])) == ([F(7, 2)], [F(343, 16)])
    assert list(two["m"]) == [F(43, 4)]
    assert (list(two["m_hat"]), list(two["v_hat"])) == ([F(43, 3)], [225])
    assert (list(one["theta"]), list(two["theta"])) == ([4], [F(16, 5)])
