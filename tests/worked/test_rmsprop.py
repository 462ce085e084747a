"""RMSProp by hand.

With α = 9/25 the gradients 5 and 4 give v₁ = (16/25)·5² = 16 and v₂ = (9/25)·16 + (16/25)·4² = 16: the root is 4
at both steps, and √(16 + 9) = 5.

With α = 1/2 the gradients 4 and 3 give v₁ = 8, a₁ = 2 and v₂ = 17/2, a₂ = 5/2: the variances are 8 - 4 = 4 and
17/2 - 25/4 = 9/4, with the roots 2 and 3/2.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"gradients": (5, 4), "alpha": F(9, 25)}
CENTERED = {"gradients": (4, 3), "alpha": F(1, 2)}
HALF = F(1, 2)


def case(variant, gradients, theta=0, second_lr=None, **hyper):
    return Case(
        name="worked",
        algorithm="rmsprop",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
        changes={2: {"lr": F(second_lr)}} if second_lr else {},
    )


def exact(*args, **kwargs):
    """The sequence of each state variable."""
    states = [m.states[0] for m in follow(case(*args, **kwargs), Rational())]
    return {name: [s[name].items[0] for s in states] for name in states[0]}


def test_without_eps():
    """Steps of 5/4 and 4/4."""
    got = exact("paper", **PLAIN, lr=HALF)
    assert got == {"v": [16, 16], "theta": [F(-5, 8), F(-9, 8)]}


def test_eps_is_added_to_the_root():
    """Steps of 5/(4+1) and 4/(4+1)."""
    got = exact("pytorch-2.13", **PLAIN, lr=1, eps=1, weight_decay=0)
    assert got == {"v": [16, 16], "theta": [-1, F(-9, 5)]}


def test_eps_is_added_under_the_root():
    """Steps of 5/5 and 4/5."""
    got = exact("optax-0.2.8", **PLAIN, lr=1, eps=9)
    assert got == {"v": [16, 16], "theta": [-1, F(-9, 5)]}


def test_rate_outside_the_buffer():
    """b = 1, then 1/2 + 4/5 = 13/10; the new rate of 1/10 applies to all of it."""
    got = exact("pytorch-2.13-momentum", **PLAIN, lr=1, second_lr=F(1, 10), eps=1, momentum=HALF, weight_decay=0)
    assert got["b"] == [1, F(13, 10)]
    assert got["theta"] == [-1, F(-113, 100)]


def test_rate_inside_the_buffer():
    """b = -1, then -1/2 - (1/10)(4/5) = -29/50; the new rate of 1/10 applies to the new update only."""
    got = exact("optax-0.2.8-momentum", **PLAIN, lr=1, second_lr=F(1, 10), eps=9, momentum=HALF)
    assert got["b"] == [-1, F(-29, 50)]
    assert got["theta"] == [-1, F(-79, 50)]


def test_centered_with_eps_outside():
    """4/(2 + 1/2) = 8/5 and 3/(3/2 + 1/2) = 3/2, so b = 8/5, then 4/5 + 3/2 = 23/10."""
    got = exact("pytorch-2.13-centered", **CENTERED, lr=1, eps=HALF, momentum=HALF, weight_decay=0)
    assert got == {
        "v": [8, F(17, 2)],
        "a": [2, F(5, 2)],
        "b": [F(8, 5), F(23, 10)],
        "theta": [F(-8, 5), F(-39, 10)],
    }


def test_centered_as_graves_has_it():
    """With ε = 585/64, 4 + ε = (29/8)² and 9/4 + ε = (27/8)², so the updates are 4·8/29 and 3·8/27 = 8/9."""
    got = exact("graves-2013", **CENTERED, lr=1, eps=F(585, 64), momentum=HALF)
    assert got["b"] == [F(-32, 29), F(-16, 29) - F(8, 9)]
    assert got["theta"] == [F(-32, 29), F(-48, 29) - F(8, 9)]


@pytest.mark.parametrize("variant", ["timm-1.0.31-momentum", "tensorflow-1.15-momentum"])
def test_the_mean_square_may_start_at_one(variant):
    """v = 9/25 + 16/25 * 1/64 = 37/100 and 37/100 + 27/100 = 16/25; the move is (1/8) / (4/5)."""
    decay = {"weight_decay": 0} if variant.startswith("timm") else {}
    got = exact(variant, (F(1, 8),), lr=1, alpha=F(9, 25), eps=F(27, 100), momentum=HALF, **decay)
    assert got == {"v": [F(37, 100)], "b": [F(-5, 32)], "theta": [F(-5, 32)]}


def test_without_momentum_too():
    """With decay d = 3/8 + 1/8 * 1 = 1/2, v = 9/25 + 16/25 * 1/4 = 13/25 and 13/25 + 1/25 + 2/25 = 16/25."""
    got = exact("timm-1.0.31", (F(3, 8),), theta=1, lr=1, alpha=F(9, 25), eps=F(3, 25), weight_decay=F(1, 8))
    assert got == {"v": [F(13, 25)], "theta": [F(3, 8)]}


def test_centred_it_may_start_at_one_as_well():
    """v = 1/2 + 8 = 17/2, a = 2 and 17/2 - 4 + 7/4 = 25/4."""
    got = exact("tensorflow-1.15-centered", (4,), lr=1, alpha=HALF, eps=F(7, 4), momentum=HALF)
    assert got == {"v": [F(17, 2)], "a": [2], "b": [F(-8, 5)], "theta": [F(-8, 5)]}


def test_coupled_decay_enters_the_average():
    """d = 1 + 2·2 = 5, so v = 16 and θ = 2 - 5/(4+1)."""
    got = exact("pytorch-2.13", (1,), theta=2, lr=1, alpha=F(9, 25), eps=1, weight_decay=2)
    assert got == {"v": [16], "theta": [1]}


def test_decoupled_decay_stays_outside_the_average():
    """θ' = (1 - 1/4)·2 = 3/2, then θ = 3/2 - (1/2)(5/5)."""
    got = exact("keras-3.15", (5,), theta=2, lr=HALF, alpha=F(9, 25), eps=9, weight_decay=HALF)
    assert got == {"v": [16], "theta": [1]}


@pytest.mark.parametrize("g", [F(3, 8), F(-5)])
def test_under_a_constant_gradient(g):
    """v = (1 - α^t) g², so step t moves by η / √(1 - α^t) against the gradient, however large that is."""
    alpha = F(7, 8)
    with Arb(256) as arb:
        before = arb.number(F(0))
        for moment in follow(case("paper", [g] * 20, lr=1, alpha=alpha), arb):
            theta, v = (moment.states[0][name].items[0] for name in ("theta", "v"))
            assert contains(arb, v, (1 - alpha**moment.t) * g * g)
            assert contains(arb, (1 / (theta - before)) ** 2, 1 - alpha**moment.t)
            assert arb.exceeds(before, ">", theta) == (g > 0)
            before = theta


@pytest.mark.parametrize("alpha", [F(1, 4), F(31, 32)])
def test_first_centered_step(alpha):
    """v - a² = (1-α)g² - (1-α)²g² = α(1-α)g², so without eps the first step is η / √(α(1-α))."""
    centered = case("graves-2013", (F(-3),), lr=1, alpha=alpha, eps=0, momentum=HALF)
    with Arb(256) as arb:
        (moment,) = follow(centered, arb)
        theta = moment.states[0]["theta"].items[0]
        assert contains(arb, (1 / theta) ** 2, alpha * (1 - alpha))
        assert arb.exceeds(theta, ">", arb.number(F(0)))


def contains(arb, ball, value):
    """Whether a narrow ball encloses the exact value."""
    low, high = arb.enclosure(ball)
    return low <= value <= high < low + F(1, 2**200)
