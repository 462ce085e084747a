"""Warm restarts by hand, with cycles of 2, 4 and 8 steps, a base learning rate of 1 and a least one of 1/5.

The cosines of multiples of 90 degrees are whole, and (1 + cos 45°)/2 + (1 + cos 135°)/2 = 1: in a cycle of two steps
the rates are 1 and 3/5, in one of four they are 1, a, 3/5 and 6/5 - a.
"""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.trajectory import Case, follow

ABSOLUTE = {"lr": F(1), "first": F(2), "growth": F(2), "eta_min": F(1, 5)}
FRACTION = {"lr": F(1), "first": F(2), "growth": F(2), "alpha": F(1, 5)}
COUNTS = [(0, 2), (1, 2), (0, 4), (1, 4), (2, 4), (3, 4), (0, 8), (1, 8)]


def run(variant, steps, hyper, arb):
    case = Case(
        name="worked",
        algorithm="cosine_warm_restarts",
        variant=variant,
        hyper=hyper,
        shapes=((),),
        params=((F(1),),),
        gradients=(((),),) * steps,
    )
    return [{name: x.items[0] for name, x in moment.states[0].items()} for moment in follow(case, arb)]


@pytest.mark.parametrize("variant", ["paper", "pytorch-2.13"])
def test_cycles_that_double(variant):
    with Arb(256) as arb:
        states = run(variant, 8, ABSOLUTE, arb)
        assert [tuple(int(arb.enclosure(s[name])[0]) for name in ("t_cur", "t_i")) for s in states] == COUNTS
        for e, rate in {0: 1, 1: F(3, 5), 2: 1, 4: F(3, 5), 6: 1}.items():
            assert contains(arb, states[e]["theta"], rate), e
        assert contains(arb, states[3]["theta"] + states[5]["theta"], F(6, 5))


def test_cycles_of_one_length():
    with Arb(256) as arb:
        states = run("paper", 6, {**ABSOLUTE, "growth": F(1)}, arb)
        assert all(contains(arb, s["theta"], rate) for s, rate in zip(states, [1, F(3, 5)] * 3, strict=True))


def test_lower_each_time():
    """Above the floor the second cycle begins at a half of 4/5, the third at a quarter."""
    with Arb(256) as arb:
        states = run("keras-3.15", 7, {**FRACTION, "peak_factor": F(1, 2)}, arb)
        for e, rate in {0: 1, 1: F(3, 5), 2: F(3, 5), 4: F(2, 5), 6: F(2, 5)}.items():
            assert contains(arb, states[e]["theta"], rate), e


def test_the_last_of_two_cycles_ends_at_the_floor():
    with Arb(256) as arb:
        states = run("optax-0.2.8", 10, {**FRACTION, "cycles": F(2)}, arb)
        for e, rate in {0: 1, 1: F(3, 5), 2: 1, 4: F(3, 5), 6: F(1, 5), 7: F(1, 5), 9: F(1, 5)}.items():
            assert contains(arb, states[e]["theta"], rate), e


def test_the_numbers_of_a_pytorch_change():
    """pytorch/pytorch PR#23833: T_0 = 1 and T_mult = 2 from 0.5, as printed after the order of steps was put right."""
    printed = [0.5, 0.5, 0.25, 0.5, 0.42677669529663687, 0.25, 0.07322330470336313, 0.5, 0.4809698831278217]
    with Arb(256) as arb:
        hyper = {"lr": F(1, 2), "first": F(1), "growth": F(2), "eta_min": F(0)}
        for state, number in zip(run("pytorch-2.13", 9, hyper, arb), printed, strict=True):
            low, high = arb.enclosure(state["theta"])
            assert abs(low - F(number)) < F(1, 2**52)
            assert high < low + F(1, 2**200)


def contains(arb, ball, value):
    """Whether a narrow ball encloses the exact value."""
    low, high = arb.enclosure(ball)
    return low <= value <= high < low + F(1, 2**200)
