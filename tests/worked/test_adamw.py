"""AdamW by hand: rational numbers where every root is one, proven enclosures elsewhere, and no tolerance.

beta2 = 24/25 makes 1 - beta2 = (1/5)^2 and 1 - beta2^2 = (7/25)^2, so that even the roots of the bias
corrections are rational; beta2 = 9/16 turns the gradients 7 and 18 into a second moment of 15^2 at step 2.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

PLAIN = {"lr": F(1, 10), "beta1": F(1, 2), "beta2": F(9, 16)}
ROOTED = {"lr": F(1, 10), "beta1": F(1, 2), "beta2": F(24, 25)}
CONSTANT = {"lr": F(1, 7), "beta1": F(2, 3), "beta2": F(9, 11), "eps": 0}
UNEVEN = (F(3), F(-7, 2), F(24), F(0), F(1, 5), F(-2, 3), F(5), F(-1))


def run(variant, gradients, *, theta=F(0), changes=None, arithmetic=None, **hyper):
    """The state and the quantities of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm="adamw",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
        changes=changes or {},
    )
    return [
        {name: next(iter(value)) for name, value in {**m.states[0], **m.quantities[0].values}.items()}
        for m in follow(case, arithmetic or Rational())
    ]


def thetas(*args, **kwargs):
    return [moment["theta"] for moment in run(*args, **kwargs)]


class TestByHand:
    """Gradients 7 and then 18 from theta = 2, beta1 = 1/2 and beta2 = 9/16.

    m / b_1 = 7 and 43/3, sqrt(v / b_2) = 7 and 15 (the arithmetic is that of Adam, and without theta)
    """

    def test_lr_scales_the_decay(self):
        """
        lr 1/10, decay 1/2, eps 3:
        theta' = 19/20 * 2        = 19/10    theta = 19/10 - 1/10 * 7/10
        theta' = 19/20 * 183/100             theta = 3477/2000 - 1/10 * 43/3 / 18
        """
        one, two = run("pytorch-2.13", [7, 18], theta=2, **PLAIN, eps=3, weight_decay=F(1, 2))

        assert (one["theta_decayed"], one["theta"]) == (F(19, 10), F(183, 100))
        assert (two["m_hat"], two["v_hat"]) == (F(43, 3), 225)
        assert two["theta"] == F(3477, 2000) - F(43, 540)

    def test_schedule_scales_decay_and_step(self):
        """
        multiplier 1/2, lr 1/10, decay 1/2, eps 3; the multiplier is 1/5 at step 2:
        theta = 2 - 1/2 (1/10 * 7/10 + 1/2 * 2)                          = 293/200
        theta = 293/200 - 1/5 (1/10 * 43/54 + 1/2 * 293/200)
        """
        one, two = thetas(
            "paper",
            [7, 18],
            theta=2,
            **PLAIN,
            eps=3,
            weight_decay=F(1, 2),
            schedule_multiplier=F(1, 2),
            changes={2: {"schedule_multiplier": F(1, 5)}},
        )

        assert one == F(293, 200)
        assert two == F(293, 200) - F(1, 5) * (F(43, 540) + F(293, 400))

    def test_eps_inside_the_root(self):
        """theta = 19/20 * 2 - 1/10 * 3 / sqrt(3^2 + 16)."""
        (theta,) = thetas("optax-0.2.8-eps-root", [3], theta=2, **PLAIN, eps=16, weight_decay=F(1, 2))

        assert theta == F(19, 10) - F(3, 50)

    def test_eps_hat(self):
        """
        Gradients 5 and 1, beta2 = 24/25, eps 2: v = 1 and 1, m / b_1 = 5 and 7/3,
        and the denominators are (1 + 2) * 5 and (1 + 2) * 25/7.
        """
        one, two = thetas("keras-3.15", [5, 1], theta=2, **ROOTED, eps=2, weight_decay=F(1, 2))

        assert one == F(19, 10) - F(1, 10) * F(5, 15)
        assert two == F(19, 20) * one - F(1, 10) * F(7, 3) / F(75, 7)

    @pytest.mark.parametrize(("eps", "denominator"), [(1, 3), (4, 4)])
    def test_eps_is_a_floor(self, eps, denominator):
        """theta = 19/20 * 2 - 1/10 * 3 / max(3, eps)."""
        (theta,) = thetas("heavyball-3.2", [3], theta=2, **PLAIN, eps=eps, weight_decay=F(1, 2))

        assert theta == F(19, 10) - F(3, 10) / denominator

    def test_subtracting_both_is_decaying_first(self):
        """optax: theta - lr (u + decay theta), with u = 7/10 and 43/54."""
        one, two = thetas("optax-0.2.8", [7, 18], theta=2, **PLAIN, eps=3, weight_decay=F(1, 2))

        assert one == 2 - F(1, 10) * (F(7, 10) + F(1, 2) * 2)
        assert two == one - F(1, 10) * (F(43, 54) + F(1, 2) * one)


class TestCaution:
    def test_what_disagrees_stays_and_the_others_move_more(self):
        """
        Gradients 7 and 18, and 7 and -1: m = 43/4 and 5/4, of which the first agrees, so it counts twice:
        m_hat = 2 * 43/3 and 0, and the root of the first is 15.
        """
        case = Case(
            name="worked",
            algorithm="adamw",
            variant="timm-1.0.31-cautious",
            hyper={name: F(x) for name, x in {**PLAIN, "eps": 0, "weight_decay": 0}.items()},
            shapes=((2,),),
            params=((F(0), F(0)),),
            gradients=(((F(7), F(7)),), ((F(18), F(-1)),)),
        )
        with Arb(256) as arb:
            one, two = [{**m.states[0], **m.quantities[0].values} for m in follow(case, arb)]
            assert all(encloses(arb, x, -F(1, 10)) for x in one["theta"])
            assert [arb.enclosure(x)[0] for x in two["m"]] == [F(43, 4), F(5, 4)]
            moved, still = two["theta"]
            assert encloses(arb, moved, -F(1, 10) - F(1, 10) * 2 * F(43, 3) / 15)
            assert encloses(arb, still, -F(1, 10))

    def test_nothing_agrees_with_a_gradient_of_zeros(self):
        with Arb(256) as arb:
            hyper = {**PLAIN, "eps": 1, "weight_decay": F(1, 2)}
            one, two = thetas("timm-1.0.31-cautious", [3, 0], theta=2, arithmetic=arb, **hyper)
            assert encloses(arb, two / one, F(19, 20))


class TestDecayAlone:
    """Without gradients the parameter shrinks by a factor, and the moments stay 0."""

    @pytest.mark.parametrize("variant", ["pytorch-2.13", "keras-3.15"])
    def test_by_one_minus_lr_times_decay(self, variant):
        """The learning rate halves at step 4; the corrections 1/5, 7/25 would be irrational at step 3."""
        with Arb(256) as arb:
            moments = run(
                variant,
                [0] * 6,
                theta=3,
                **ROOTED,
                eps=1,
                weight_decay=F(1, 2),
                changes={4: {"lr": F(1, 20)}},
                arithmetic=arb,
            )
            expected = [3 * F(19, 20) ** min(t, 3) * F(39, 40) ** max(t - 3, 0) for t in range(1, 7)]

            assert all(encloses(arb, m["theta"], x) for m, x in zip(moments, expected, strict=True))
            assert all(arb.enclosure(m["m"]) == arb.enclosure(m["v"]) == (0, 0) for m in moments)

    @pytest.mark.parametrize("lr", [F(0), F(1, 10), F(5)])
    def test_of_the_paper_knows_no_lr(self, lr):
        path = thetas(
            "paper",
            [0] * 5,
            theta=3,
            **{**PLAIN, "lr": lr},
            eps=1,
            weight_decay=F(1, 4),
            schedule_multiplier=F(1, 3),
        )

        assert path == [3 * F(11, 12) ** t for t in range(1, 6)]


class TestConstantGradient:
    """Without eps each step is lr * sign(g), so theta_t = (1 - lr decay) theta_{t-1} - lr."""

    def test_rests_at_minus_one_over_decay(self):
        assert set(thetas("pytorch-2.13", [3] * 9, theta=-4, **CONSTANT, weight_decay=F(1, 4))) == {-4}

    def test_approaches_it_geometrically(self):
        path = thetas("optax-0.2.8", [3] * 9, theta=1, **CONSTANT, weight_decay=F(1, 4))

        assert path == [-4 + 5 * F(27, 28) ** t for t in range(1, 10)]

    def test_of_the_paper_rests_at_minus_lr_over_decay(self):
        path = thetas("paper", [3] * 9, theta=-F(4, 7), **CONSTANT, weight_decay=F(1, 4), schedule_multiplier=F(1, 5))

        assert set(path) == {-F(4, 7)}


def test_moments_know_nothing_of_the_parameter():
    """They are the weighted sums of the gradients alone, wherever the parameter is and however it decays."""
    with Arb(256) as arb:
        moments = run("pytorch-2.13", UNEVEN, theta=100, **PLAIN, eps=1, weight_decay=2, arithmetic=arb)
        for t, moment in enumerate(moments, 1):
            assert encloses(arb, moment["m"], weighted(F(1, 2), UNEVEN[:t]))
            assert encloses(arb, moment["v"], weighted(F(9, 16), [g * g for g in UNEVEN[:t]]))


def weighted(beta, values):
    return (1 - beta) * sum(beta ** (len(values) - i) * x for i, x in enumerate(values, 1))


def encloses(arb, ball, value):
    low, high = arb.enclosure(ball)
    return low <= value <= high
