"""AMSGrad by hand, in rational numbers: equality is exact.

beta2 = 24/25 makes 1 - beta2 = (1/5)^2 and 1 - beta2^2 = (7/25)^2, so that even the roots of the bias
corrections are rational.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

FADING = {"lr": F(1, 10), "beta1": F(1, 2), "beta2": F(9, 16)}
ROOTED = {"lr": F(1, 10), "beta1": F(1, 2), "beta2": F(24, 25)}

B = F(49, 625)
REDDI = {"lr": F(1), "beta1": F(0), "beta2": B}
PERIOD = (F(24, 7), F(-1), F(-1))


def run(variant, gradients, *, algorithm="amsgrad", theta=F(0), arithmetic=None, **hyper):
    """The state and the quantities of each step, for one parameter with one element."""
    case = Case(
        name="worked",
        algorithm=algorithm,
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


class TestFadingGradient:
    """Gradients 4 and 0, beta1 = 1/2 and beta2 = 9/16: v falls at step 2, and the maximum keeps 7.

    m = 2 and 1, corrected by 1/2 and 3/4: 4 and 4/3
    v = 7/16 * 16 = 7 and 9/16 * 7 = 63/16, corrected by 7/16 and 175/256: 16 and 144/25
    """

    def test_maximum_before_the_correction(self):
        """sqrt(7 / (175/256)) = 16/5: the correction of now meets the maximum of before."""
        one, two = run("pytorch-2.13", [4, 0], **FADING, eps=1, weight_decay=0)

        assert (one["v"], two["v"], two["v_max"]) == (7, F(63, 16), 7)
        assert two["v_hat"] == F(16, 5) ** 2
        assert one["theta"] == -F(1, 10) * F(4, 4 + 1)
        assert two["theta"] - one["theta"] == -F(1, 10) * F(4, 3) / (F(16, 5) + 1)

    def test_maximum_after_the_correction(self):
        """max(16, 144/25) = 16."""
        one, two = run("optax-0.2.8", [4, 0], **FADING, eps=1)

        assert (two["v_corrected"], two["v_max"]) == (F(144, 25), 16)
        assert one["theta"] == -F(1, 10) * F(4, 4 + 1)
        assert two["theta"] - one["theta"] == -F(1, 10) * F(4, 3) / (4 + 1)


class TestKeptMaximum:
    """Gradients 5 and 0, beta1 = 1/2 and beta2 = 24/25: v = 1 and 24/25, so that the maximum stays 1.

    m = 5/2 and 5/4, corrected by 1/2 and 3/4: 5 and 5/3
    """

    def test_eps_hat(self):
        """The denominators are (1 + eps) * 5 and (1 + eps) * 25/7."""
        one, two = run("keras-3.15", [5, 0], **ROOTED, eps=2, weight_decay=0)

        assert (two["v"], two["v_max"]) == (F(24, 25), 1)
        assert one["theta"] == -F(1, 10) * F(5, 3 * 5)
        assert two["theta"] - one["theta"] == -F(1, 10) * F(5, 3) / (3 * F(25, 7))

    def test_first_moment_corrected_only(self):
        """The first step is five times as long as the corrected one: 5 / (1 + eps)."""
        one, two = run("optax-0.2.8-first-corrected", [5, 0], **ROOTED, eps=2)

        assert one["theta"] == -F(1, 10) * F(5, 3)
        assert two["theta"] - one["theta"] == -F(1, 10) * F(5, 3) / 3

    def test_nothing_corrected(self):
        one, two = run("optax-0.2.8-uncorrected", [5, 0], **ROOTED, eps=2)

        assert one["theta"] == -F(1, 10) * F(5, 2) / 3
        assert two["theta"] - one["theta"] == -F(1, 10) * F(5, 4) / 3

    def test_paper_has_no_eps(self):
        one, two = run("paper", [5, 0], **ROOTED)

        assert one["theta"] == -F(1, 10) * F(5, 2)
        assert two["theta"] - one["theta"] == -F(1, 10) * F(5, 4)


class TestDecay:
    """Gradient -4 at theta = 8 with decay 1/2, so that the coupled gradient is 0."""

    def test_coupled(self):
        (one,) = run("pytorch-2.13", [-4], theta=8, **ROOTED, eps=1, weight_decay=F(1, 2))

        assert (one["v_max"], one["theta"]) == (0, 8)

    @pytest.mark.parametrize("variant", ["pytorch-2.13-decoupled", "keras-3.15"])
    def test_decoupled(self, variant):
        (one,) = run(variant, [-4], theta=8, **ROOTED, eps=0, weight_decay=F(1, 2))

        assert one["theta"] == F(19, 20) * 8 + F(1, 10)


class TestReddi:
    """The losses on which Adam goes the wrong way (Reddi, Kale & Kumar, section 3), with C = 24/7.

    The gradients are C, -1, -1 and so on, beta1 = 0 and beta2 = b = 1 / (1 + C^2) = 49/625. With 1 - b = b C^2:
    v_1 = (1 - b) C^2          v_2 = (1 - b)(1 + b C^2) = (1 - b)(2 - b)      v_3 = (1 - b)(1 + 2b - b^2)
    and sqrt(1 - b) = 24/25, so that AMSGrad's steps are rational. The best point is at the lower end.
    """

    def test_second_moments(self):
        moments = run("paper", PERIOD, **REDDI)

        assert [m["v"] / (1 - B) for m in moments] == [
            F(24, 7) ** 2,
            2 - B,
            1 + 2 * B - B**2,
        ]
        assert {m["v_max"] for m in moments} == {(1 - B) * F(24, 7) ** 2}

    def test_amsgrad_goes_down(self):
        """25/24 down, then twice 7/24 of that up: after the first period, 25/24 * (2 * 7/24 - 1)."""
        path = [m["theta"] for m in run("paper", PERIOD, **REDDI)]

        assert path == [-F(25, 24), -F(25, 24) * F(17, 24), -F(25, 24) * F(10, 24)]

    def test_adam_goes_up(self):
        """-1 + 1 / sqrt(2 - b) + 1 / sqrt(1 + 2b - b^2) > 0, as 1.93 < 1.96 = 1.4^2 and 1.16 < 1.21 = 1.1^2."""
        with Arb(256) as arb:
            *_, last = run("mlx-0.32", PERIOD, algorithm="adam", **REDDI, eps=0, arithmetic=arb)
            low, _ = arb.enclosure(last["theta"])

        assert low > F(25, 24) * (-1 + 1 / F(14, 10) + 1 / F(11, 10))
        assert low > 0


def test_growing_gradients_make_it_adam():
    """While v grows the maximum is v: gradients 7 and 18 with beta2 = 9/16 give 49 and 225, as Adam has them."""
    for variant in ("pytorch-2.13", "optax-0.2.8"):
        given = {**FADING, "eps": F(3)} | ({"weight_decay": F(0)} if variant == "pytorch-2.13" else {})
        one, two = run(variant, [7, 18], **given)

        assert one["theta"] == -F(1, 10) * F(7, 7 + 3)
        assert two["theta"] - one["theta"] == -F(1, 10) * F(43, 3) / (15 + 3)
