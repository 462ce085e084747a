"""RAdam by hand: rational numbers below the threshold, proven enclosures above it, and no tolerance.

beta2 = 3/4 makes the longest average 7, and the lengths 1, 13/7, 97/37, 577/175, 3037/781, 14821/3367, 68761/14197,
307849/58975: above 4 from step 6 on, above 5 from step 8.
"""

from fractions import Fraction as F
from math import inf

import pytest

from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT64
from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.reading import Reading
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, follow

LR = F(1, 10)
PLAIN = {"lr": LR, "beta1": F(1, 2), "beta2": F(3, 4)}
LENGTHS = (F(1), F(13, 7), F(97, 37), F(577, 175), F(3037, 781), F(14821, 3367), F(68761, 14197), F(307849, 58975))


def run(variant, gradients, *, theta=F(0), arithmetic=None, **hyper):
    """The state, the quantities and the coefficients of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="radam",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    return [
        {
            **m.coefficients[0].values,
            **{name: next(iter(value)) for name, value in {**m.states[0], **m.quantities[0].values}.items()},
        }
        for m in follow(case, arithmetic or Rational())
    ]


class TestLength:
    def test_with_a_short_memory(self):
        """rho_2 = 7 - 4 (9/16) / (7/16) = 13/7, and so on."""
        moments = run("official", [1] * 7, **PLAIN, eps=1, weight_decay=0)

        assert [m["rho"] for m in moments] == list(LENGTHS[:7])
        assert {m["rho_inf"] for m in moments} == {7}

    @pytest.mark.parametrize("beta2", [F(0), F(1, 10), F(2, 3), F(999, 1000)])
    def test_one_gradient_has_length_one(self, beta2):
        (one,) = run("official", [3], lr=LR, beta1=0, beta2=beta2, eps=1, weight_decay=0)

        assert one["rho"] == 1

    def test_up_to_three_fifths_it_never_exceeds_four(self):
        """beta2 = 3/5 has rho_inf = 4, which no length reaches: SGD with corrected momentum for ever."""
        moments = run("paper", [3] * 40, lr=LR, beta1=F(1, 2), beta2=F(3, 5))

        assert [m["theta"] for m in moments] == [-3 * LR * t for t in range(1, 41)]

    def test_it_is_never_just_4_or_5(self):
        """As the page proves for every rational beta2; here for those with small denominators."""
        betas = {F(p, q) for q in range(2, 50) for p in range(1, q)}
        lengths = {(1 + b) / (1 - b) - 2 * t * b**t / (1 - b**t) for b in betas for t in range(1, 20)}

        assert not lengths & {4, 5}

    def test_what_rounding_could_decide_is_not_judged(self):
        """Between these neighbours rho_6 crosses 5: 3 b^5 + 2 b^4 + b^3 - b - 2 = 0."""
        low = F(0.8397685748659789)
        high = low + F(1, 2**53)
        assert 3 * low**5 + 2 * low**4 + low**3 - low - 2 < 0 < 3 * high**5 + 2 * high**4 + high**3 - high - 2

        for beta2 in (low, high):
            assert spread(beta2, 6) > 0.3  # covers the rectification and its absence
            assert moved(beta2, 6) == inf
            assert moved(beta2, 7) < 1e-12
            assert spread(beta2, 7) < 1e-12
            assert spread(beta2 - F(1, 2**40), 6) == 0
            assert spread(beta2 + F(1, 2**40), 6) < 1e-12


def spread(beta2, t):
    """The budget of the rectification."""
    algorithm = get("radam")
    with Budget(FLOAT64) as budget:
        reading = Reading(algorithm, algorithm.variant("pytorch-2.13"), budget)
        given = {"lr": LR, "beta1": F(1, 2), "beta2": beta2, "eps": F(0), "weight_decay": F(0)}
        return reading.coefficients(given, t).values["rectification"].e


def moved(beta2, t):
    """The budget of the parameter after step t from a state without error."""
    algorithm = get("radam")
    with Budget(FLOAT64) as budget:
        reading = Reading(algorithm, algorithm.variant("pytorch-2.13"), budget)
        given = {"lr": LR, "beta1": F(1, 2), "beta2": beta2, "eps": F(1), "weight_decay": F(0)}
        ones = {name: budget.tensor([F(1)]) for name in ("theta", "m", "v")}
        step = reading.step(given, reading.coefficients(given, t), ones, budget.tensor([F(1)]), t, (1,))
        return step.values["theta"].e[0]


class TestBelowTheThreshold:
    def test_it_is_sgd_with_corrected_momentum(self):
        """m = 2, -1/2, 23/4; corrected by 1/2, 3/4, 7/8: 4, -2/3, 46/7."""
        moments = run("paper", [4, -3, 12], **PLAIN)

        assert [m["u"] for m in moments] == [4, -F(2, 3), F(46, 7)]
        assert moments[-1]["theta"] == -LR * (4 - F(2, 3) + F(46, 7))

    @pytest.mark.parametrize("variant", ["pytorch-2.13-decoupled", "torch-optimi-0.3-decoupled"])
    def test_decoupled_decay_does_not_wait(self, variant):
        """8 times 9/10 less 4 tenths, and that times 9/10 plus 2/3 of a tenth."""
        one, two = run(variant, [4, -3], **PLAIN, eps=1, weight_decay=1, theta=8)

        assert one["theta"] == F(72 - 4, 10)
        assert two["theta"] == one["theta"] * F(9, 10) + F(2, 30)

    def test_the_authors_move_and_decay_nothing(self):
        moments = run("official", [4, -3, 12], **PLAIN, eps=1, weight_decay=1, theta=8)

        assert [m["theta"] for m in moments] == [8, 8, 8]
        assert moments[-1]["m"] == F(23, 4)

    def test_the_kinds_of_decay_part_at_the_second_step(self):
        """g = 4, theta = 8: coupled 8 - (4 + 8/2)/10, decoupled 8 * 19/20 - 4/10; then a gradient of 0."""
        common = {**PLAIN, "eps": 1, "weight_decay": F(1, 2), "theta": 8}
        coupled = run("pytorch-2.13", [4, 0], **common)
        decoupled = run("pytorch-2.13-decoupled", [4, 0], **common)

        assert coupled[0]["theta"] == decoupled[0]["theta"] == F(36, 5)
        assert coupled[1]["theta"] == F(36, 5) - LR * F(19, 5) * F(4, 3)
        assert decoupled[1]["theta"] == F(36, 5) * F(19, 20) - LR * F(4, 3)


class TestAboveTheThreshold:
    """A constant gradient g has m_hat = g and v_hat = g^2, so without eps a rectified step is lr times r."""

    @pytest.mark.parametrize(("variant", "first"), [("paper", 6), ("optax-0.2.8", 8)])
    @pytest.mark.parametrize("g", [F(3), F(-1, 100)])
    def test_the_rectification(self, variant, first, g):
        """r^2 = (rho - 4) (rho - 2) 7 / ((7 - 4) (7 - 2) rho)."""
        rho, sign, eps = LENGTHS[first - 1], 1 if g > 0 else -1, {} if variant == "paper" else {"eps": 0}
        with Arb(256) as arb:
            moments = run(variant, [g] * first, **PLAIN, **eps, arithmetic=arb)
            before, after = moments[-2]["theta"], moments[-1]["theta"]

            assert encloses(arb, before, -LR * g * (first - 1))
            assert encloses(
                arb, ((before - after) / arb.number(LR * sign)) ** 2, (rho - 4) * (rho - 2) * 7 / (15 * rho)
            )

    def test_the_authors_start_to_decay_with_it(self):
        with Arb(256) as arb:
            moments = run("official", [0] * 9, **PLAIN, eps=1, weight_decay=F(1, 2), theta=8, arithmetic=arb)

            for moment, theta in zip(moments, [*[8] * 7, 8 * F(19, 20), 8 * F(19, 20) ** 2], strict=True):
                assert encloses(arb, moment["theta"], F(theta))

    def test_the_place_of_epsilon(self):
        """Beside the root of the corrected moment it counts once, before the correction 1 / sqrt(1 - (3/4)^8) times."""
        with Arb(256) as arb:
            corrected = run("optax-0.2.8", [3] * 8, **PLAIN, eps=2, arithmetic=arb)[-1]["denominator"]
            raw = run("pytorch-2.13", [3] * 8, **PLAIN, eps=2, weight_decay=0, arithmetic=arb)[-1]["denominator"]

            assert encloses(arb, corrected, F(5))
            assert encloses(arb, (raw - 3) ** 2, 4 / (1 - F(3, 4) ** 8))


def encloses(arb, ball, value):
    low, high = arb.enclosure(ball)
    return low <= value <= high and high - low < F(1, 2**150)
