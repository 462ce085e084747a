"""Adam by hand: rational numbers where every root is one, proven enclosures elsewhere, and no tolerance.

beta2 = 24/25 makes 1 - beta2 = (1/5)^2 and 1 - beta2^2 = (7/25)^2, so that even the roots of the bias
corrections are rational; beta2 = 9/16 turns the gradients 7 and 18 into a second moment of 15^2 at step 2.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": F(1, 10), "beta1": F(1, 2), "beta2": F(9, 16)}
ROOTED = {"lr": F(1, 10), "beta1": F(1, 2), "beta2": F(24, 25)}
UNEVEN = (F(3), F(-7, 2), F(24), F(0), F(1, 5), F(-2, 3), F(5), F(-1))


def run(variant, gradients, *, theta=F(0), arithmetic=None, **hyper):
    """The state and the quantities of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="adam",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    return [
        {name: next(iter(value)) for name, value in {**m.states[0], **m.quantities[0].values}.items()}
        for m in follow(case, arithmetic or Rational())
    ]


class TestFirstStep:
    """m = (1 - beta1) g and v = (1 - beta2) g^2, so the corrections give g and g^2 back, whatever the betas."""

    @pytest.mark.parametrize("g", [F(3), F(-3), F(1, 100)])
    @pytest.mark.parametrize("beta", [F(0), F(1, 2), F(999, 1000)])
    def test_is_lr_g_over_abs_g_plus_eps(self, g, beta):
        (one,) = run("paper", [g], lr=F(1, 10), beta1=beta, beta2=beta, eps=F(1, 7))

        assert one["theta"] == -F(1, 10) * g / (abs(g) + F(1, 7))

    def test_eps_inside_the_root(self):
        """sqrt(3^2 + 16) = 5, where eps outside would give 3 + 16."""
        (one,) = run("optax-0.2.8-eps-root", [3], **PLAIN, eps=16)

        assert one["theta"] == -F(1, 10) * F(3, 5)

    def test_eps_hat(self):
        """eps is added before the correction by 1/5, so that it counts five times: 5 + 5 * 2."""
        (one,) = run("keras-3.15", [5], **ROOTED, eps=2, weight_decay=0)

        assert one["theta"] == -F(1, 10) * F(5, 5 + 5 * 2)

    def test_without_bias_correction(self):
        """m = 5/2 and v = 25/25, so that the step is (5/2) / (1 + eps)."""
        (one,) = run("mlx-0.32", [5], **ROOTED, eps=2)

        assert one["theta"] == -F(1, 10) * F(5, 2) / 3

    def test_zero_gradient_moves_nothing(self):
        (one,) = run("paper", [0], **PLAIN, eps=F(1, 7), theta=4)

        assert one["theta"] == 4

    @pytest.mark.parametrize(("theta", "end"), [(F(4), F(39, 10)), (F(-4), F(-39, 10))])
    def test_coupled_decay_shows_in_nothing_but_the_sign(self, theta, end):
        """Without eps the step is lr * sign(d), and d = 8 * theta for a gradient of 0."""
        (one,) = run("pytorch-2.13", [0], **PLAIN, eps=0, weight_decay=8, theta=theta)

        assert one["theta"] == end


class TestSecondStep:
    """Gradients 7 and then 18 or -18, with beta1 = 1/2 and beta2 = 9/16.

    v1 = 7/16 * 49,  v2 = 9/16 v1 + 7/16 * 324,  v2 / (1 - 81/256) = (9 * 49 + 16 * 324) / 25 = 225
    m1 = 7/2,        m2 = 7/4 + 9 = 43/4,        m2 / (1 - 1/4)   = 43/3     (for -18: -29/3)
    """

    @pytest.mark.parametrize(("g", "m_hat"), [(18, F(43, 3)), (-18, F(-29, 3))])
    def test_outside(self, g, m_hat):
        one, two = run("pytorch-2.13", [7, g], **PLAIN, eps=3, weight_decay=0)

        assert (one["m"], one["v"], one["theta"]) == (F(7, 2), F(343, 16), -F(7, 100))
        assert (two["m_hat"], two["v_hat"]) == (m_hat, 225)
        assert two["theta"] - one["theta"] == -F(1, 10) * m_hat / (15 + 3)

    def test_hat(self):
        """beta2 = 24/25: v1 = 25/25 and v2 = 24/25 + 1/25 are both 1, m2 = 5/4 + 1/2 and m2 / (3/4) = 7/3.

        The corrected root is 1 / (7/25), and eps is divided by 7/25 as well.
        """
        one, two = run("keras-3.15", [5, 1], **ROOTED, eps=2, weight_decay=0)

        assert (one["v"], two["v"], two["m_hat"]) == (1, 1, F(7, 3))
        assert two["theta"] - one["theta"] == -F(1, 10) * F(7, 3) / ((1 + 2) * F(25, 7))

    def test_nesterov(self):
        """The same, but for 1/2 m + 1/2 g: 5/4 + 5/2 = 15/4 and then 7/8 + 1/2 = 11/8, over 1/2 and 3/4: 15/2, 11/6."""
        one, two = run("tensorflow-2.21-nesterov", [5, 1], **ROOTED, eps=2)

        assert (one["m_ahead"], one["m_hat"], two["m_ahead"], two["m_hat"]) == (F(15, 4), F(15, 2), F(11, 8), F(11, 6))
        assert (one["m"], two["m"]) == (F(5, 2), F(7, 4))
        assert two["theta"] - one["theta"] == -F(1, 10) * F(11, 6) / ((1 + 2) * F(25, 7))

    def test_uncorrected(self):
        one, two = run("mlx-0.32", [5, 1], **ROOTED, eps=2)

        assert two["theta"] - one["theta"] == -F(1, 10) * F(7, 4) / (1 + 2)

    def test_decay_is_coupled_in_torch_and_decoupled_in_keras(self):
        """The gradient -4 cancels the coupled decay 1/2 * 8; decoupled, theta shrinks by 1/20 first."""
        (torch,) = run("pytorch-2.13", [-4], **PLAIN, eps=1, weight_decay=F(1, 2), theta=8)
        (keras,) = run("keras-3.15", [-4], **ROOTED, eps=0, weight_decay=F(1, 2), theta=8)

        assert torch["theta"] == 8
        assert keras["theta"] == 8 * F(19, 20) + F(1, 10)


class TestClosedForms:
    @pytest.mark.parametrize("g", [F(3), F(-1, 1000)])
    def test_constant_gradient_moves_lr_at_each_step(self, g):
        """A moving average of a constant, corrected, is the constant: without eps every step is lr * sign(g)."""
        moments = run("paper", [g] * 9, lr=F(1, 7), beta1=F(2, 3), beta2=F(9, 11), eps=0)

        assert [m["theta"] for m in moments] == [-F(t, 7) * (1 if g > 0 else -1) for t in range(1, 10)]

    def test_moments_are_weighted_sums(self):
        """m_t = (1 - beta) sum of beta^(t-i) g_i, and v_t likewise with g_i^2: enclosed at 256 bits."""
        with Arb(256) as arb:
            moments = run("paper", UNEVEN, lr=F(1, 10), beta1=F(9, 10), beta2=F(2, 3), eps=F(1, 7), arithmetic=arb)
            for t, moment in enumerate(moments, 1):
                assert encloses(arb, moment["m"], weighted(F(9, 10), UNEVEN[:t]))
                assert encloses(arb, moment["v"], weighted(F(2, 3), [g * g for g in UNEVEN[:t]]))
                assert encloses(arb, moment["m_hat"], weighted(F(9, 10), UNEVEN[:t]) / (1 - F(9, 10) ** t))

    def test_without_memory_it_is_sign_descent(self):
        """beta1 = beta2 = 0 and no eps: every step is lr * sign(g)."""
        gradients = [g for g in UNEVEN if g]
        moments = run("paper", gradients, lr=1, beta1=0, beta2=0, eps=0)

        assert [m["theta"] for m in moments] == [-1, 0, -1, -2, -1, -2, -1]


def weighted(beta, values):
    return (1 - beta) * sum(beta ** (len(values) - i) * x for i, x in enumerate(values, 1))


def encloses(arb, ball, value):
    low, high = arb.enclosure(ball)
    return low <= value <= high
