"""Muon by hand: rational numbers where every norm is one, printed numbers of the literature, and proven intervals.

A matrix of one row has the single singular value 1 after normalisation, so that an iteration multiplies it by
p(1) = a + b + c = 0.701; a diagonal one with the entries 3 and 4 has the singular values 3/5 and 4/5.
"""

from fractions import Fraction as F

import pytest

from goldstep.conformance.checks.singular_values import image
from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

QUINTIC = {"ns_a": F("3.4445"), "ns_b": F("-4.775"), "ns_c": F("2.0315")}
FIVE = {**QUINTIC, "ns_steps": 5, "eps": 0}
P1 = F("0.701")


def p(x):
    return F("3.4445") * x - F("4.775") * x**3 + F("2.0315") * x**5


def iterated(x, n):
    for _ in range(n):
        x = p(x)
    return x


def run(variant, gradients, shape, *, theta=None, changes=None, arithmetic=None, **hyper):
    """The state and the quantities of each step, for one parameter."""
    size = shape[0] * shape[1]
    case = Case(
        name="worked",
        algorithm="muon",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=(shape,),
        params=(tuple(F(x) for x in theta or [0] * size),),
        gradients=tuple((tuple(F(x) for x in g),) for g in gradients),
        changes=changes or {},
    )
    return [{**m.states[0], **m.quantities[0].values} for m in follow(case, arithmetic or Rational())]


def thetas(*args, **kwargs):
    return [list(moment["theta"]) for moment in run(*args, **kwargs)]


class TestByHand:
    def test_a_row_is_multiplied_by_p_of_one_and_its_successors(self):
        """The gradient (3, 4): X_0 = (3/5, 4/5), X_1 = 0.701 X_0, X_2 = p(0.701) X_0."""
        (one,) = run("pytorch-2.13", [(3, 4)], (1, 2), lr=1, momentum=F(1, 2), weight_decay=0, **FIVE)

        assert list(one["m"]) == [F(3, 2), 2]
        assert list(one["u"]) == [F(9, 4), 3]
        assert list(one["x_0"]) == [F(3, 5), F(4, 5)]
        assert list(one["x_1"]) == [F(3, 5) * P1, F(4, 5) * P1]
        assert list(one["theta"]) == [-F(3, 5) * iterated(F(1), 5), -F(4, 5) * iterated(F(1), 5)]

    def test_a_diagonal_matrix_is_mapped_entry_by_entry(self):
        """diag(3, 4): X_0 = diag(3/5, 4/5), and X_n has the n-fold images of these."""
        given = {"lr": F(1, 7), "momentum": 0, "weight_decay": 0, **QUINTIC, "ns_steps": 3, "eps": 0}
        (theta,) = thetas("pytorch-2.13", [(3, 0, 0, 4)], (2, 2), **given)

        assert theta == [-F(1, 7) * iterated(F(3, 5), 3), 0, 0, -F(1, 7) * iterated(F(4, 5), 3)]

    def test_what_the_authors_built_in(self):
        """Five iterations, epsilon 1e-7 added and the quintic: the norm of diag(3, 4) becomes 5.0000001."""
        (one,) = run("jordan", [(3, 0, 0, 4)], (2, 2), lr=F(1, 7), momentum=0, weight_decay=0)
        norm = 5 + F(1, 10**7)

        assert list(one["theta"]) == [-F(1, 7) * iterated(3 / norm, 5), 0, 0, -F(1, 7) * iterated(4 / norm, 5)]

    def test_the_momentum_forms(self):
        """
        Gradients (3, 4) and (8, -6), mu = 1/2, one iteration with p(x) = x, so that the direction is seen:
        average:  m = (3/2, 2), (19/4, -2)    u = m/2 + g/2 = (9/4, 3), (51/8, -4)
        sum:      m = (3, 4), (19/2, -4)      u = m/2 + g = (9/2, 6), (51/4, -8)
        """
        still = {"lr": 1, "momentum": F(1, 2), "ns_steps": 1, "ns_a": 1, "ns_b": 0, "ns_c": 0}
        gradients = [(3, 4), (8, -6)]
        with Arb(256) as arb:
            _, average = run("pytorch-2.13", gradients, (1, 2), **still, eps=0, weight_decay=0, arithmetic=arb)
            _, classical = run(
                "pytorch-2.13-without-nesterov", gradients, (1, 2), **still, eps=0, weight_decay=0, arithmetic=arb
            )
            _, total = run("keras-3.15", gradients, (1, 2), **still, rms_rate=1, weight_decay=0, arithmetic=arb)
            _, tiny = run("tinygrad-0.14", gradients, (1, 2), **still, weight_decay=0, arithmetic=arb)
            _, plain = run("paper", gradients, (1, 2), **still, eps=0, arithmetic=arb)

            assert all_enclose(arb, average["u"], [F(51, 8), -4])
            assert all_enclose(arb, classical["m"], [F(19, 4), -2])
            assert all_enclose(arb, classical["x_0"] * classical["divisor"], [F(19, 4), -2])
            assert all_enclose(arb, total["u"], [F(51, 4), -8])
            assert all_enclose(arb, tiny["u"], [F(51, 4), -8])
            assert all_enclose(arb, plain["m"], [F(19, 2), -4])
            assert all_enclose(arb, plain["x_0"] * plain["divisor"], [F(19, 2), -4])

    def test_the_correction_of_optax(self):
        """
        The same gradients and mu: u = m/2 / (1 - mu^(t+1)) + g/2 / (1 - mu^t)
        step 1: (3/4, 1) / (3/4) + (3/2, 2) / (1/2) = (4, 16/3)
        step 2: (19/8, -1) / (7/8) + (4, -3) / (3/4) = (19/7 + 16/3, -8/7 - 4) = (169/21, -36/7)
        without Nesterov: m / (1 - mu^t) = (3, 4), (19/3, -8/3)
        """
        gradients, given = [(3, 4), (8, -6)], {"lr": 1, "momentum": F(1, 2), "weight_decay": 0, **FIVE}
        with Arb(256) as arb:
            one, two = run("optax-0.2.8", gradients, (1, 2), **given, arithmetic=arb)
            assert all_enclose(arb, one["u"], [4, F(16, 3)])
            assert all_enclose(arb, two["u"], [F(169, 21), -F(36, 7)])

            one, two = run("optax-0.2.8-without-nesterov", gradients, (1, 2), **given, arithmetic=arb)
            assert all_enclose(arb, one["u"], [3, 4])
            assert all_enclose(arb, two["u"], [F(19, 3), -F(8, 3)])

    @pytest.mark.parametrize(
        ("variant", "shape", "factor"),
        [
            ("pytorch-2.13", (4, 1), 2),
            ("pytorch-2.13", (1, 4), 1),
            ("optax-0.2.8", (4, 1), 1),
            ("optax-0.2.8", (1, 4), 2),
            ("pytorch-2.13-match-rms", (4, 1), F(2, 5)),
            ("pytorch-2.13-match-rms", (1, 4), F(2, 5)),
        ],
    )
    def test_the_factor_of_the_shape(self, variant, shape, factor):
        """A gradient of four ones has the norm 2."""
        given = {"lr": F(1, 3), "momentum": 0, "weight_decay": 0, **FIVE}
        (theta,) = thetas(variant, [(1, 1, 1, 1)], shape, **given)

        assert theta == [-F(1, 3) * factor * iterated(F(1), 5) / 2] * 4

    def test_epsilon_is_a_floor_or_a_summand(self):
        """The gradient (3, 4) / 100 has the norm 1/20: a floor of 1/10 divides by 1/10, a summand by 3/20."""
        given = {"lr": 1, "momentum": 0, **QUINTIC, "ns_steps": 1, "eps": F(1, 10)}
        (floor,) = run("pytorch-2.13", [(F(3, 100), F(4, 100))], (1, 2), **given, weight_decay=0)
        (summand,) = run("paper", [(F(3, 100), F(4, 100))], (1, 2), **given)

        assert list(floor["theta"]) == [-F(3, 5) * p(F(1, 2)), -F(4, 5) * p(F(1, 2))]
        assert list(summand["theta"]) == [-F(3, 5) * p(F(1, 3)), -F(4, 5) * p(F(1, 3))]

    @pytest.mark.parametrize("variant", ["pytorch-2.13", "optax-0.2.8"])
    def test_a_gradient_of_zeros_moves_nothing(self, variant):
        given = {"lr": 1, "momentum": F(1, 2), "weight_decay": 0, **FIVE, "eps": F(1, 10**7)}
        assert thetas(variant, [(0, 0, 0, 0)], (2, 2), theta=[1, 2, 3, 4], **given) == [[1, 2, 3, 4]]

    def test_the_decay_knows_nothing_of_the_shape(self):
        """A zero gradient, lr 1/4 and decay 1/2: theta shrinks by 7/8, in a tall matrix as well."""
        given = {"lr": F(1, 4), "momentum": F(1, 2), "weight_decay": F(1, 2), **FIVE, "eps": 1}
        path = thetas("pytorch-2.13", [(0, 0, 0, 0)] * 2, (4, 1), theta=[8, 64, -8, 0], **given)
        assert path == [[7, 56, -7, 0], [F(49, 8), 49, -F(49, 8), 0]]

    def test_coupled_decay_enters_the_direction(self):
        """Without a gradient, theta = (3, 4) and decay 2: d = (6, 8), m = d/2, u = 3/4 d, X_0 = (3/5, 4/5)."""
        given = {"lr": F(1, 2), "momentum": F(1, 2), "weight_decay": 2, "ns_steps": 1, **QUINTIC}
        (one,) = run("pytorch-optimizer-4.1-coupled", [(0, 0)], (1, 2), theta=[3, 4], **given)

        assert list(one["u"]) == [F(9, 2), 6]
        assert list(one["theta"]) == [3 - F(1, 2) * F(3, 5) * P1, 4 - F(1, 2) * F(4, 5) * P1]


class TestPrintedNumbers:
    """What others printed for the iteration, to their last digit."""

    @pytest.mark.parametrize(
        ("shape", "g", "expected"),
        [
            (
                (4, 4),
                "0.2450 0.1280 0.0010 0.4861 0.3499 0.2341 0.3737 0.9310 "
                "0.9632 0.9400 0.5003 0.1285 0.3585 0.4744 0.7334 0.6123",
                "-0.0493 0.3418 -0.5932 0.5596 0.3052 -0.4529 0.1063 0.7101 "
                "0.6898 0.5104 0.0184 -0.3814 -0.4041 0.2930 0.7062 0.2322",
            ),
            (
                (4, 2),
                "0.83079288 0.13086341 0.34745056 0.05995961 0.02953721 0.58638872 0.06437917 0.68301915",
                "0.8826 0.1575 0.3692 0.0714 0.0445 0.6226 0.0836 0.7259",
            ),
        ],
        ids=["square", "tall"],
    )
    def test_of_keras(self, shape, g, expected):
        """keras-team/keras PR#21037: two matrices and what their iteration gives."""
        given = {"lr": 1, "momentum": 0, **FIVE, "eps": F(1, 10**7)}
        with Arb(256) as arb:
            (one,) = run("paper", [g.split()], shape, **given, arithmetic=arb)
            for ball, printed in zip(one["theta"], expected.split(), strict=True):
                low, high = arb.enclosure(-ball)
                assert round(low, 4) == round(high, 4) == F(printed)

    def test_a_step_of_keras(self):
        """The muon_test.py of Keras 3.15: a step from ((1, 2), (3, 4)) with lr 1/2, to six decimals."""
        given = {"lr": F(1, 2), "momentum": F("0.95"), "weight_decay": 0, "ns_steps": 5, **QUINTIC, "rms_rate": F(1, 5)}
        with Arb(256) as arb:
            (one,) = run("keras-3.15", [(1, 6, 7, 2)], (2, 2), theta=[1, 2, 3, 4], **given, arithmetic=arb)
            rounded = [round(arb.enclosure(ball)[0], 6) for ball in one["theta"]]
        assert rounded == [F(x) for x in ("0.988775", "1.887053", "2.873428", "3.970350")]


class TestSingularValues:
    def test_five_iterations_of_the_quintic_end_around_one(self):
        """From [1/100, 1] to [0.6818, 1.1344], and from [1/1000, 1] only to [0.4705, 1.2024]."""
        assert five(F(1, 100), **QUINTIC) == (F("0.6818"), F("1.1344"))
        assert five(F(1, 1000), **QUINTIC) == (F("0.4705"), F("1.2024"))

    def test_five_of_the_cubic_leave_small_ones_small(self):
        """From [1/100, 1] to [0.0758, 1]; 1/10 becomes 0.6587."""
        cubic = {"ns_a": F(3, 2), "ns_b": -F(1, 2), "ns_c": F(0)}
        assert five(F(1, 100), **cubic) == (F("0.0758"), 1)
        assert five(F(1, 10), **cubic) == (F("0.6587"), 1)

    def test_the_interval_holds_the_images_of_its_points(self):
        with Arb(128) as arb:
            low, high = image(arb, arb.number(F(1, 4)), arb.number(F(9, 8)), *QUINTIC.values())
            for k in range(16, 73):
                value = arb.number(p(F(k, 64)))
                assert not value < low
                assert not value > high

    def test_one_is_no_fixed_point(self):
        assert p(F(1)) == P1


def five(lowest, ns_a, ns_b, ns_c):
    """The interval after five iterations, to four decimals."""
    with Arb(192) as arb:
        low, high = arb.number(lowest), arb.number(F(1))
        for _ in range(5):
            low, high = image(arb, low, high, ns_a, ns_b, ns_c)
        return round(arb.enclosure(low)[0], 4), round(arb.enclosure(high)[0], 4)


def all_enclose(arb, tensor, values):
    return all(encloses(arb, ball, F(value)) for ball, value in zip(tensor, values, strict=True))


def encloses(arb, ball, value):
    low, high = arb.enclosure(ball)
    return low <= value <= high
