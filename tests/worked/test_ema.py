"""Exponential moving averages by hand, in exact fractions.

With a decay of 9/10 and the live weights 0, 1, 2, 3, 4, an average that begins as a copy is 0, 1/10,
9/100 + 2/10 = 29/100, 261/1000 + 3/10 = 561/1000, 5049/10000 + 4/10 = 9049/10000. One that begins at zero and is
debiased has the sums 0, 1, 9/10 + 2, ... in place of these, over 1, 1 + 9/10, 1 + 9/10 + 81/100, ...
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.trajectory import Case, follow


def run(variant, weights, *, buffers=(), theta=0, slot="theta", **hyper):
    """The average, or another slot, after each step; one weight, one buffer."""
    buffers = buffers or weights
    case = Case(
        name="worked",
        algorithm="ema",
        variant=variant,
        hyper={name: F(value) for name, value in hyper.items()},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(w), F(b)),) for w, b in zip(weights, buffers, strict=True)),
    )
    return [moment.states[0][slot].items[0] for moment in follow(case, Rational())]


@pytest.mark.parametrize("variant", ["pytorch-2.13", "keras-3.15"])
def test_copied_start(variant):
    average = run(variant, range(5), theta=77, decay=F(9, 10))

    assert average == [0, F(1, 10), F(29, 100), F(561, 1000), F(9049, 10000)]


@pytest.mark.parametrize("variant", ["paper", "optax-0.2.8"])
def test_zero_start_debiased(variant):
    """The weights of the live weights are 1, d, d^2, ... backwards, and they sum to one."""
    d = F(9, 10)

    average = run(variant, range(5), theta=77, decay=d)

    sums = [(sum(d ** (t - i) * i for i in range(t + 1)), sum(d**i for i in range(t + 1))) for t in range(5)]
    assert average == [x / y for x, y in sums]
    assert average[1] == F(10, 19)


def test_incremental_update_is_one_minus_the_step_size():
    """A step size of 1/4 takes a quarter of the new weights: 8, 8 - 2, 6 - 6/4."""
    assert run("optax-0.2.8-incremental", [0, 0], theta=8, decay=F(3, 4)) == [6, F(9, 2)]


def test_warm_up_by_a_ratio():
    """2/11, 3/12, 4/13 and then 3/10 for good: with the weights 0, the average is the product of these."""
    average = run("stable-diffusion-1", [0] * 4, theta=44, decay=F(3, 10))

    assert average == [8, 2, F(6, 10), F(18, 100)]


def test_warm_up_by_a_ratio_after_a_copy():
    """0, 2/11, 3/12 and 4/13, but at most 3/10: with the weights 0 after 44, products of these."""
    average = run("diffusers-0.42", [44, 0, 0, 0, 0], theta=77, decay=F(3, 10))

    assert average == [44, 8, 2, F(6, 10), F(18, 100)]


def test_diffusers_warms_up_by_a_power_when_asked():
    average = run("diffusers-0.42-warm-up", [3, 5, 7, 0], theta=77, decay=F(7, 10), gamma=1, power=1)

    assert average == [3, 4, 5, F(7, 2)]
    assert run("diffusers-0.42-warm-up", [3, 5], theta=77, slot="b_avg", decay=F(7, 10), gamma=1, power=1) == [77, 77]


def test_warm_up_by_a_power():
    """With gamma = p = 1 it is the equal mean: decays 0, 1/2, 2/3; from step 4 on, 3/4 is over the limit of 7/10."""
    average = run("timm-1.0", [3, 5, 7, 0], theta=77, decay=F(7, 10), gamma=1, power=1)

    assert average == [3, 4, 5, F(7, 2)]


@pytest.mark.parametrize(
    ("variant", "expected"),
    [("pytorch-2.13", [6, 2]), ("pytorch-2.13-buffers", [6, 5]), ("stable-diffusion-1", [-1, -1])],
)
def test_buffers_are_copied_averaged_or_left(variant, expected):
    assert run(variant, [1, 1], buffers=[6, 2], theta=-1, slot="b_avg", decay=F(3, 4)) == expected


def test_constant_weights_are_their_own_average():
    assert run("paper", [F(1, 3)] * 6, decay=F(9, 10)) == [F(1, 3)] * 6
