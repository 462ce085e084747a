"""The inverse square root by hand, where all roots are whole.

With a warm-up of 4 steps and a width of 64: the way up is t/8 over 8, so 1/64, 2/64, 3/64, and the way down 1/8 over
the root of t: 1/16 at step 4, 1/24 at 9, 1/32 at 16. Scaled to its peak, a base learning rate of 1 has t/4 on the way
up and 2 over the root of t on the way down.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.trajectory import Case, follow

PAPER = {"lr": F(1), "warmup": F(4), "model_size": F(64)}
PEAK = {"lr": F(3), "warmup": F(4)}


def agree(variant, hyper, rates):
    """Whether narrow balls enclose the rates of these steps."""
    case = Case(
        name="worked",
        algorithm="inverse_sqrt_lr",
        variant=variant,
        hyper=hyper,
        shapes=((),),
        params=((F(1),),),
        gradients=(((),),) * max(rates),
    )
    with Arb(256) as arb:
        for moment in follow(case, arb):
            if moment.t in rates:
                low, high = arb.enclosure(moment.states[0]["theta"].items[0])
                assert low <= rates[moment.t] <= high < low + F(1, 2**200), moment.t


@pytest.mark.parametrize("variant", ["paper", "burn-0.21"])
def test_up_and_down(variant):
    agree(variant, PAPER, {1: F(1, 64), 2: F(1, 32), 3: F(3, 64), 4: F(1, 16), 9: F(1, 24), 16: F(1, 32)})


def test_the_factor_multiplies():
    agree("paper", {**PAPER, "lr": F(1, 3)}, {1: F(1, 192), 4: F(1, 48), 9: F(1, 72)})


def test_the_peak_is_the_base_rate():
    agree("espnet-202412", PEAK, {1: F(3, 4), 2: F(3, 2), 4: F(3), 9: F(2), 16: F(3, 2)})


def test_counted_from_zero_all_comes_one_step_later():
    agree("transformers-4.57", PEAK, {1: F(0), 2: F(3, 4), 3: F(3, 2), 5: F(3), 10: F(2), 17: F(3, 2)})


def test_without_a_way_up_the_first_step_is_the_peak():
    agree("paper", {**PAPER, "warmup": F(1)}, {1: F(1, 8), 4: F(1, 16), 9: F(1, 24)})


def test_the_peak_of_the_paper():
    """Its base model, of width 512, warms up for 4000 steps: the square of the peak is 1 / (512 · 4000)."""
    case = Case(
        name="worked",
        algorithm="inverse_sqrt_lr",
        variant="paper",
        hyper={"lr": F(1), "warmup": F(4000), "model_size": F(512)},
        shapes=((),),
        params=((F(1),),),
        gradients=(((),),),
        done=3999,
    )
    with Arb(256) as arb:
        (moment,) = follow(case, arb)
        low, high = arb.enclosure(moment.states[0]["theta"].items[0] ** 2)
        assert low <= F(1, 512 * 4000) <= high < low + F(1, 2**200)
