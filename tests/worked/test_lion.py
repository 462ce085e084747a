"""Lion by hand, in exact fractions: a sign has no rounding, so every number here is one."""

from fractions import Fraction as F
from itertools import pairwise

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": F(1, 10), "beta1": F(9, 10), "beta2": F(99, 100), "weight_decay": 0}
UNEVEN = (F(3), F(-7, 2), F(24), F(0), F(1, 5), F(-200), F(5), F(-1))


def run(variant, gradients, *, theta=F(0), **hyper):
    """The state and the quantities of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="lion",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
    )
    return [
        {name: next(iter(value)) for name, value in {**m.states[0], **m.quantities[0].values}.items()}
        for m in follow(case, Rational())
    ]


class TestFirstStep:
    """The momentum is zero, so that the direction has the sign of the gradient."""

    @pytest.mark.parametrize("g", [F(3), F(1, 10**9), F(-(10**9))])
    def test_is_as_long_as_the_learning_rate_whatever_the_gradient(self, g):
        (one,) = run("paper", [g], **PLAIN)

        assert one["theta"] == (-F(1, 10) if g > 0 else F(1, 10))
        assert one["m"] == g / 100

    def test_the_sign_of_nothing_is_zero(self):
        (one,) = run("paper", [0], **PLAIN, theta=4)

        assert (one["theta"], one["m"]) == (4, 0)

    def test_decay_is_beside_the_sign(self):
        """theta = 8 shrinks by 1/10 * 1/2, then moves by 1/10 against the gradient -1."""
        (one,) = run("paper", [-1], **{**PLAIN, "weight_decay": F(1, 2)}, theta=8)

        assert one["theta"] == 8 - F(4, 10) + F(1, 10)
        assert one["m"] == -F(1, 100)

    def test_decay_by_a_share_of_the_first_rate(self):
        """theta = 8 shrinks by (1/10) / (1/5) * 1/2, a quarter."""
        (one,) = run("lion-pytorch-0.2-decoupled", [-1], **{**PLAIN, "weight_decay": F(1, 2)}, lr_max=F(1, 5), theta=8)

        assert one["theta"] == 6 + F(1, 10)

    def test_coupled_decay_turns_the_sign(self):
        """The gradient -1 meets the decay 1/2 * 8: the sum 3 goes into the momentum, and theta falls."""
        (one,) = run("pytorch-optimizer-4.1-coupled", [-1], **{**PLAIN, "weight_decay": F(1, 2)}, theta=8)

        assert one["theta"] == 8 - F(1, 10)
        assert one["m"] == F(3, 100)


class TestCaution:
    def test_what_disagrees_stays_and_the_others_move_more(self):
        """Directions 1, -1, 0 and 1; the gradients of two agree, so these move twice as far."""
        case = Case(
            name="worked",
            algorithm="lion",
            variant="timm-1.0.31-cautious",
            hyper={name: F(value) for name, value in PLAIN.items()},
            shapes=((4,),),
            params=((F(0),) * 4,),
            gradients=(((F(10), F(-10), F(0), F(10)),), ((F(1), F(-1), F(0), F(-1, 2)),)),
        )
        one, two = [m.quantities[0].values for m in follow(case, Rational())]

        assert list(one["theta"]) == [-F(4, 3) / 10, F(4, 3) / 10, 0, -F(4, 3) / 10]
        assert list(two["u"]) == [1, -1, 0, 1]
        assert list(two["mask"]) == [1, 1, 0, 0]
        assert list(two["u_kept"]) == [2, -2, 0, 0]

    def test_nothing_agrees_with_a_gradient_of_zeros(self):
        one, two = run("timm-1.0.31-cautious", [10, 0], **PLAIN)

        assert (two["u"], two["u_kept"], two["theta"]) == (1, 0, one["theta"])


class TestSecondStep:
    """After the gradient 10 the momentum is 1/10, with the share 9/100; the new gradient has the share 1/10."""

    @pytest.mark.parametrize(
        ("g", "u"), [(F(-89, 100), 1), (F(-9, 10), 0), (F(-91, 100), -1)], ids=["before", "tie", "after"]
    )
    def test_the_gradient_that_cancels_the_momentum(self, g, u):
        one, two = run("paper", [10, g], **PLAIN)

        assert one["m"] == F(1, 10)
        assert two["u"] == u
        assert two["theta"] - one["theta"] == -F(1, 10) * u
        assert two["m"] == F(99, 1000) + g / 100

    def test_the_momentum_before_the_step_makes_the_direction(self):
        """The momentum after it would give 9/10 * 9/100 - 1/10 * 9/10 < 0, where the sum is 0."""
        _, two = run("paper", [10, F(-9, 10)], **PLAIN)

        assert two["m"] == F(9, 100)
        assert two["c"] == 0

    def test_refined_keeps_what_is_short(self):
        """9/100 + 1/10 * g is 0.59 for 5, and beyond 1 for 50."""
        short = run("optax-0.2.8-refined", [10, 5], **PLAIN)[-1]
        long = run("optax-0.2.8-refined", [10, 50], **PLAIN)[-1]

        assert (short["u"], long["u"]) == (F(59, 100), 1)


class TestClosedForms:
    def test_no_step_is_longer_than_the_learning_rate(self):
        moments = run("paper", UNEVEN, **PLAIN)
        path = [F(0), *(m["theta"] for m in moments)]

        assert {abs(b - a) for a, b in pairwise(path)} <= {0, F(1, 10)}

    @pytest.mark.parametrize("scale", [F(1, 1000), F(7)])
    def test_the_scale_of_the_gradients_does_not_matter(self, scale):
        one = [m["theta"] for m in run("paper", UNEVEN, **PLAIN)]
        other = [m["theta"] for m in run("paper", [scale * g for g in UNEVEN], **PLAIN)]

        assert one == other

    def test_momentum_is_a_weighted_sum(self):
        """m_t = (1 - beta2) sum of beta2^(t-i) g_i."""
        for t, moment in enumerate(run("paper", UNEVEN, **PLAIN), 1):
            assert moment["m"] == F(1, 100) * sum(F(99, 100) ** (t - i) * g for i, g in enumerate(UNEVEN[:t], 1))

    def test_with_one_beta_it_is_the_sign_of_the_momentum(self):
        moments = run("paper", UNEVEN, **{**PLAIN, "beta2": F(9, 10)})

        assert all(m["c"] == m["m"] for m in moments)

    def test_in_terms_of_the_new_momentum(self):
        """beta2 c_t = beta1 m_t + (beta2 - beta1) g_t, the form of Optimisers.jl."""
        for g, moment in zip(UNEVEN, run("paper", UNEVEN, **PLAIN), strict=True):
            assert F(99, 100) * moment["c"] == F(9, 10) * moment["m"] + F(9, 100) * g

    def test_decay_alone_tends_to_the_box(self):
        """Constant gradients push theta to -1 / weight_decay: |theta + 2| shrinks by 1 - 1/20 a step."""
        moments = run("paper", [1] * 9, **{**PLAIN, "weight_decay": F(1, 2)}, theta=6)

        assert [m["theta"] + 2 for m in moments] == [8 * F(19, 20) ** t for t in range(1, 10)]
