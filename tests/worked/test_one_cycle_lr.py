"""One cycle by hand.

The peak is 1, the start 1/4, the end a tenth of the start: 1/40. The momentum lies between 3/8 and 7/8.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb, Rational
from goldstep.reference.trajectory import Case, follow

DIVS = {"lr": 1, "div": 4, "final_div": 10}
MOMENTA = {"base_momentum": F(3, 8), "max_momentum": F(7, 8)}


def run(variant, steps, arithmetic, **hypers):
    case = Case(
        name="worked",
        algorithm="one_cycle_lr",
        variant=variant,
        hyper={name: F(value) for name, value in {**DIVS, **hypers}.items()},
        shapes=((),),
        params=((F(1),),),
        gradients=(((),),) * steps,
    )
    return [{name: x.items[0] for name, x in moment.states[0].items()} for moment in follow(case, arithmetic)]


def test_three_lines():
    """Two steps up, two down, four to the end: 9/160 less at each."""
    states = run("paper", 9, Rational(), length=8, pct=F(1, 4), **MOMENTA)
    expected = [F(1, 4), F(5, 8), 1, F(5, 8), F(1, 4), F(31, 160), F(22, 160), F(13, 160), F(4, 160)]
    assert [state["theta"] for state in states] == expected
    momenta = [F(7, 8), F(5, 8), F(3, 8), F(5, 8), F(7, 8)]
    assert [state["momentum"] for state in states] == momenta + [F(7, 8)] * 4


def test_three_lines_of_optax_hold_the_end():
    states = run("optax-0.2.8-linear", 11, Rational(), length=8, rise=2, turn=4)
    expected = [F(1, 4), F(5, 8), 1, F(5, 8), F(1, 4), F(31, 160), F(22, 160), F(13, 160)]
    assert [state["theta"] for state in states] == expected + [F(1, 40)] * 3


def test_two_lines_of_pytorch_and_a_step_too_many():
    """Ten steps, three of them up: the peak is at e = 2, and a seventh of 39/40 is lost at each step from there."""
    states = run("pytorch-2.13-linear", 11, Rational(), length=10, pct=F(3, 10), **MOMENTA)
    expected = [F(1, 4), F(5, 8), *(1 - F(39, 280) * k for k in range(9))]
    assert [state["theta"] for state in states] == expected
    assert expected[9:] == [F(1, 40), F(-4, 35)]


@pytest.mark.parametrize(
    ("variant", "length", "low", "falls"),
    [
        ("pytorch-2.13", 12, F(1, 40), {2: 1, 5: F(3, 4), 8: F(1, 4), 11: 0}),
        ("fastai-2.7", 8, F(1, 10), {2: 1, 4: F(3, 4), 5: F(1, 2), 6: F(1, 4), 8: 0}),
    ],
)
def test_cosines(variant, length, low, falls):
    """A quarter of the steps goes up, in PyTorch without the last of them; the thirds have rational cosines."""
    heights = {e: low + (1 - low) * height for e, height in falls.items()}
    with Arb(256) as arb:
        states = run(variant, length + 1, arb, length=length, pct=F(1, 4), **MOMENTA)
        for e, value in {0: F(1, 4), 1: F(5, 8), **heights}.items():
            lowest, highest = arb.enclosure(states[e]["theta"])
            assert lowest <= value <= highest < lowest + F(1, 2**200)


def test_one_step_has_the_least_rate():
    (state,) = run("pytorch-2.13-linear", 1, Rational(), length=1, pct=F(3, 10), **MOMENTA)
    assert state["theta"] == F(1, 40)
