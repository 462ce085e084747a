"""NAdam by hand: rational numbers where every root is one, proven enclosures elsewhere, and no tolerance.

beta1 = 25/26 makes the momenta of the schedule with momentum decay 1 short fractions:
mu_1 = 25/26 (1 - 12/25) = 1/2,  mu_2 = 25/26 (1 - 288/625) = 337/650,  mu_3 = 25/26 (1 - 6912/15625) = 8713/16250.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

LR = F(1, 10)
SCHEDULED = {"lr": LR, "beta1": F(25, 26), "beta2": F(9, 16)}
CONSTANT = {"lr": LR, "beta1": F(1, 2), "beta2": F(9, 16)}
MU = (F(1, 2), F(337, 650), F(8713, 16250))


def run(variant, gradients, *, theta=F(0), arithmetic=None, **hyper):
    """The state and the quantities of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="nadam",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    return [
        {
            name: next(iter(value)) if hasattr(value, "__iter__") else value
            for name, value in {**m.states[0], **m.quantities[0].values}.items()
        }
        for m in follow(case, arithmetic or Rational())
    ]


class TestFirstStep:
    """v_hat is the square of the gradient, so that without eps the step is lr times m_hat / |g|."""

    @pytest.mark.parametrize("g", [F(3), F(-3), F(1, 100)])
    @pytest.mark.parametrize("beta", [F(0), F(1, 2), F(9, 10)])
    def test_constant_momentum(self, g, beta):
        """beta (1 - beta) / (1 - beta^2) + 1: Nesterov's term adds beta / (1 + beta) to Adam's step."""
        (one,) = run("optax-0.2.8", [g], lr=LR, beta1=beta, beta2=beta, eps=F(1, 7))

        assert one["theta"] == -LR * (1 + beta / (1 + beta)) * g / (abs(g) + F(1, 7))

    def test_with_one_bias_correction_it_is_longer(self):
        """beta (1 - beta) / (1 - beta) + 1."""
        (one,) = run("blog", [-5], **CONSTANT, eps=0)

        assert one["theta"] == LR * F(3, 2)

    def test_with_one_bias_correction_and_decoupled_decay(self):
        """theta shrinks by 1/10 * 1/2 first."""
        (one,) = run("timm-1.0.31", [-5], **CONSTANT, eps=0, weight_decay=F(1, 2), theta=8)

        assert one["theta"] == 8 * F(19, 20) + LR * F(3, 2)

    def test_scheduled_momentum(self):
        """mu_2 m_1 / (1 - mu_1 mu_2) with m_1 = g/26, and (1 - mu_1) g / (1 - mu_1) = g."""
        (one,) = run("keras-3.15", [5], **SCHEDULED, eps=0, weight_decay=0)

        assert (one["mu_product"], one["m_ahead"]) == (F(1, 2), 5 * F(337, 650) * F(1, 26) / F(963, 1300))
        assert one["theta"] == -LR * (1 + F(337, 12519))

    def test_of_the_paper(self):
        """m_1 = (1 - mu_1) g, so that its term is 337/963 g; and v_hat is 16/25 of the square of g."""
        (one,) = run("paper", [5], lr=LR, beta1=F(25, 26), beta2=F(16, 25), eps=0, momentum_decay=1)

        assert (one["m"], one["v_hat"]) == (F(5, 2), 16)
        assert one["theta"] == -LR * (1 + F(337, 963)) * F(5, 4)

    def test_zero_gradient_moves_nothing(self):
        (one,) = run("paper", [0], **SCHEDULED, eps=F(1, 7), momentum_decay=1, theta=4)

        assert one["theta"] == 4

    def test_decay_is_coupled_or_decoupled(self):
        """The gradient -4 cancels the coupled decay 1/2 * 8; decoupled, theta shrinks by 1/20 first."""
        common = {**SCHEDULED, "weight_decay": F(1, 2), "momentum_decay": 1, "theta": 8}
        (coupled,) = run("pytorch-2.13", [-4], **common, eps=1)
        (decoupled,) = run("pytorch-2.13-decoupled", [-4], **common, eps=0)

        assert coupled["theta"] == 8
        assert decoupled["theta"] == 8 * F(19, 20) + LR * (1 + F(337, 12519))


class TestSecondStep:
    """Gradients 7 and then 18, with beta2 = 9/16: v_hat is 225, as in the example of Adam."""

    def test_constant_momentum(self):
        """m_2 = 43/4, so 1/2 * 43/4 / (7/8) + 1/2 * 18 / (3/4) = 43/7 + 12."""
        one, two = run("optax-0.2.8", [7, 18], **CONSTANT, eps=3)

        assert (two["m"], two["m_ahead"], two["v_hat"]) == (F(43, 4), F(43, 7), 225)
        assert two["theta"] - one["theta"] == -LR * F(127, 7) / 18

    def test_with_one_bias_correction(self):
        """1/2 * 43/4 / (3/4) + 12."""
        one, two = run("blog", [7, 18], **CONSTANT, eps=3)

        assert two["theta"] - one["theta"] == -LR * F(115, 6) / 18

    def test_scheduled_momentum(self):
        """m_2 = (25 * 7/26 + 18) / 26; 1 - mu_1 mu_2 divides the gradient, a longer product the moment."""
        one, two = run("keras-3.15", [7, 18], **SCHEDULED, eps=3, weight_decay=0)
        ahead = MU[2] * F(643, 676) / (1 - MU[0] * MU[1] * MU[2])

        assert (two["mu_product"], two["m"], two["m_ahead"]) == (F(337, 1300), F(643, 676), ahead)
        assert two["theta"] - one["theta"] == -LR * (ahead + F(313, 650) * 18 / F(963, 1300)) / 18

    def test_of_the_paper(self):
        """The weights of the average are those of the schedule: m_2 = mu_2 * 7/2 + (1 - mu_2) 18."""
        _, two = run("paper", [7, 18], **SCHEDULED, eps=3, momentum_decay=1)

        assert two["m"] == F(337, 650) * F(7, 2) + F(313, 650) * 18
        assert two["v_hat"] == 225 * F(9, 16)


class TestClosedForms:
    def test_without_warming_the_momentum_stays_at_half_of_beta1(self):
        moments = run("pytorch-2.13", [1] * 5, **SCHEDULED, eps=1, weight_decay=0, momentum_decay=0)

        assert [m["mu_product"] for m in moments] == [F(25, 52) ** t for t in range(1, 6)]

    def test_the_paper_averages_as_it_corrects(self):
        """With weights mu_i, those of a constant gradient sum to 1 minus the product; with beta1 they do not."""
        paper = run("paper", [3] * 6, **SCHEDULED, eps=1, momentum_decay=1)
        keras = run("keras-3.15", [3] * 6, **SCHEDULED, eps=1, weight_decay=0)

        assert all(m["m"] == 3 * (1 - m["mu_product"]) for m in paper)
        assert all(m["m"] < 3 * (1 - m["mu_product"]) for m in keras)

    def test_without_momentum_it_is_sign_descent(self):
        """beta1 = beta2 = 0 and no eps: every step is lr * sign(g), but for the paper's, which divides by 0."""
        gradients = [F(3), F(-7, 2), F(24), F(1, 5), F(-2, 3)]
        for variant in ("keras-3.15", "optax-0.2.8-decoupled"):
            moments = run(variant, gradients, lr=1, beta1=0, beta2=0, eps=0, weight_decay=0)
            assert [m["theta"] for m in moments] == [-1, 0, -1, -2, -1]

    def test_a_momentum_decay_that_is_no_whole_number(self):
        """(24/25)^(1/2) is the root of 24/25: 4 (1 - mu_1 / beta1)^2 = 24/25, enclosed at 256 bits."""
        with Arb(256) as arb:
            (one,) = run("paper", [1], **SCHEDULED, eps=1, momentum_decay=F(1, 2), arithmetic=arb)
            low, high = arb.enclosure(4 * (1 - one["mu_product"] * 26 / 25) ** 2)

        assert low <= F(24, 25) <= high
        assert high - low < F(1, 2**200)
