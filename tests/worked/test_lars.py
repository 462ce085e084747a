"""LARS by hand, in exact fractions: parameters and gradients whose norms are rational.

For the parameter (3, 4) and the gradient (6, 8) with half of the parameter as decay, d = (15/2, 10), the norms are 5
and 10 and the divisor is 10 + 5/2; with a trust coefficient of 1/2 the ratio is 1/5 and the step (3/2, 2).
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

OPTAX, KOZISTR, TIMM, TENSORFLOW = "optax-0.2.8", "pytorch-optimizer-4.1", "timm-1.0.31", "tensorflow-1.15"
TINYGRAD, BOLTS = "tinygrad-0.14", "lightning-bolts-0.7"
PLAIN = {"lr": 1, "momentum": F(1, 2)}
LACKING = {
    "paper": {},
    OPTAX: {"eps": 0},
    KOZISTR: {"dampening": 0},
    TIMM: {"eps": 0},
    TENSORFLOW: {"eps": 0},
    TINYGRAD: {},
    BOLTS: {"eps": 0},
}


def run(variant, gradients, theta, shape=None, changes=None, **hyper):
    """The quantities of each step for one parameter, by default a matrix of one row."""
    given = {**LACKING[variant.removesuffix("-nesterov")], **hyper}
    case = Case(
        name="worked",
        algorithm="lars",
        variant=variant,
        hyper={name: F(value) for name, value in given.items()},
        shapes=(shape or (1, len(theta)),),
        params=(tuple(F(x) for x in theta),),
        gradients=tuple((tuple(F(x) for x in g),) for g in gradients),
        changes={t: {name: F(value) for name, value in new.items()} for t, new in (changes or {}).items()},
    )
    return [moment.quantities[0].values for moment in follow(case, Rational())]


def thetas(*args, **hyper):
    return [list(values["theta"]) for values in run(*args, **hyper)]


@pytest.mark.parametrize("variant", ["paper", KOZISTR, TIMM, TINYGRAD, BOLTS])
def test_norms_apart(variant):
    (one,) = run(variant, [(6, 8)], (3, 4), **PLAIN, weight_decay=F(1, 2), trust_coefficient=F(1, 2))

    assert list(one["d"]) == [F(15, 2), 10]
    assert (one["norm_theta"], one["norm_g"], one["divisor"], one["ratio"]) == (5, 10, F(25, 2), F(1, 5))
    assert list(one["theta"]) == [F(3, 2), 2]


def test_two_steps_of_the_paper():
    """Then the parameter is (3/2, 2) of norm 5/2; for (3, 4) the ratio is 1/5 again, of (15/4, 5)."""
    hyper = {**PLAIN, "weight_decay": F(1, 2), "trust_coefficient": F(1, 2)}
    one, two = run("paper", [(6, 8), (3, 4)], (3, 4), **hyper)

    assert list(one["b"]) == [-F(3, 2), -2]
    assert list(two["b"]) == [-F(3, 4) - F(3, 4), -1 - 1]
    assert list(two["theta"]) == [0, 0]


def test_the_norm_of_the_sum():
    """A gradient across the parameter: 15/4 and 5 apart, and 25/4 joint."""
    hyper = {**PLAIN, "weight_decay": 1, "trust_coefficient": 1}
    (apart,) = run("paper", [(-3, F(9, 4))], (3, 4), **hyper)
    (joint,) = run(OPTAX, [(-3, F(9, 4))], (3, 4), **hyper)

    assert (apart["divisor"], apart["ratio"]) == (F(35, 4), F(4, 7))
    assert (joint["divisor"], joint["ratio"]) == (F(25, 4), F(4, 5))


@pytest.mark.parametrize("variant", [OPTAX, TIMM])
def test_epsilon_is_added_to_the_divisor(variant):
    (one,) = run(variant, [(6, 8)], (3, 4), **PLAIN, weight_decay=F(1, 2), trust_coefficient=F(1, 2), eps=5)
    assert one["ratio"] == F(1, 2) * 5 / (F(25, 2) + 5)


@pytest.mark.parametrize(
    ("variant", "ratio"),
    [
        *[("paper", F(1, 2)), (OPTAX, F(1, 2)), (KOZISTR, F(1, 2))],
        *[(TIMM, 1), (TENSORFLOW, 1), (TINYGRAD, 1), (BOLTS, 1)],
    ],
)
def test_a_gradient_of_zeros(variant, ratio):
    """With decay 1/2 and a trust coefficient of 1/4 the formula gives 1/2, whatever the parameter."""
    (one,) = run(variant, [(0, 0)], (3, 4), **PLAIN, weight_decay=F(1, 2), trust_coefficient=F(1, 4))
    assert one["ratio"] == ratio


@pytest.mark.parametrize("variant", [*LACKING])
def test_a_gradient_of_zeros_without_decay_moves_nothing(variant):
    assert thetas(variant, [(0, 0)], (3, 4), **PLAIN, weight_decay=0, trust_coefficient=1) == [[3, 4]]


@pytest.mark.parametrize(
    ("variant", "ratio"),
    [("paper", 0), (OPTAX, 1), (KOZISTR, 1), (TIMM, 1), (TENSORFLOW, 1), (TINYGRAD, 1), (BOLTS, 1)],
)
def test_a_parameter_of_zeros(variant, ratio):
    hyper = {**PLAIN, "weight_decay": F(1, 2), "trust_coefficient": F(1, 4)}
    assert thetas(variant, [(3, 4)], (0, 0), **hyper) == [[-3 * ratio, -4 * ratio]]


def test_tensorflow_does_not_apply_the_decay():
    """The ratio of the first test, and a step of it times (6, 8)."""
    hyper = {**PLAIN, "weight_decay": F(1, 2), "trust_coefficient": F(1, 2)}
    assert thetas(TENSORFLOW, [(6, 8)], (3, 4), **hyper) == [[3 - F(6, 5), 4 - F(8, 5)]]


@pytest.mark.parametrize(("variant", "left"), [(TIMM, F(1, 2)), (TINYGRAD, F(1, 2)), (BOLTS, 1)])
def test_whether_a_parameter_without_a_gradient_decays(variant, left):
    """Half of it is added to the gradient of zeros, where anything is."""
    hyper = {**PLAIN, "weight_decay": F(1, 2), "trust_coefficient": F(1, 4)}
    assert thetas(variant, [(0, 0)], (3, 4), **hyper) == [[3 * left, 4 * left]]


def test_no_vector_is_adapted_or_decayed_by_pytorch_optimizer():
    hyper = {**PLAIN, "weight_decay": F(1, 2), "trust_coefficient": F(1, 2)}
    assert thetas(KOZISTR, [(6, 8)], (3, 4), shape=(2,), **hyper) == [[-3, -4]]
    assert thetas(OPTAX, [(6, 8)], (3, 4), shape=(2,), **hyper) == thetas(OPTAX, [(6, 8)], (3, 4), **hyper)


@pytest.mark.parametrize("variant", [TIMM, BOLTS])
def test_some_do_not_adapt_without_decay(variant):
    assert thetas(variant, [(6, 8)], (3, 4), **PLAIN, weight_decay=0, trust_coefficient=F(1, 2)) == [[-3, -4]]


@pytest.mark.parametrize(
    ("variant", "moved"), [("paper", 1), (OPTAX, 1), (TINYGRAD, 1), (KOZISTR, 10), (TENSORFLOW, 40)]
)
def test_what_a_buffer_remembers(variant, moved):
    """The second step has no gradient, and 10 times the learning rate of the first, whose ratio was 1/4.

    It moves by half of the first step, by that at the new rate, or also at the ratio of the second step, 1.
    """
    hyper = {"lr": F(1, 5), "momentum": F(1, 2), "weight_decay": 0, "trust_coefficient": F(1, 2)}
    one, two = thetas(variant, [(6, 8), (0, 0)], (3, 4), changes={2: {"lr": 2}}, **hyper)

    assert one == [3 - F(3, 10), 4 - F(4, 10)]
    assert [x - y for x, y in zip(one, two, strict=True)] == [F(3, 20) * moved, F(4, 20) * moved]


@pytest.mark.parametrize("variant", [f"{OPTAX}-nesterov", f"{KOZISTR}-nesterov"])
def test_nesterov(variant):
    """The step u of (3/2, 2) and half of the buffer, which is u at first and then 3/2 u."""
    hyper = {**PLAIN, "weight_decay": 0, "trust_coefficient": F(1, 2)}
    one, two = thetas(variant, [(3, 4), (-3, -4)], (3, 4), **hyper)

    assert one == [3 - F(9, 4), 4 - 3]
    u = F(1, 2) * F(5, 4) / 5
    assert two == [F(3, 4) + 3 * u - F(1, 2) * (F(3, 4) - 3 * u), 1 + 4 * u - F(1, 2) * (1 - 4 * u)]


def test_dampening_holds_from_the_first_step():
    hyper = {**PLAIN, "weight_decay": 0, "trust_coefficient": F(1, 2), "dampening": F(2, 3)}
    assert thetas(KOZISTR, [(3, 4)], (3, 4), **hyper) == [[3 - F(1, 2), 4 - F(2, 3)]]


def test_a_step_has_the_length_of_its_parameter_whatever_the_gradient():
    """Without decay and momentum, c times the learning rate times the norm of the parameter."""
    hyper = {"lr": F(1, 2), "momentum": F(1, 2), "weight_decay": 0, "trust_coefficient": F(1, 5)}
    for size in (F(1, 1000), 1, 1000):
        assert thetas("paper", [(4 * size, -3 * size)], (3, 4), **hyper) == [[3 - F(4, 10), 4 + F(3, 10)]]
