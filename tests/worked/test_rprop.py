"""Rprop by hand, in exact fractions. With factors 1/2 and 2, start 1 and limits 1/4 and 4 every step size is a power
of two; with factors 1/2 and 6/5 the numbers are those of every default."""

from fractions import Fraction as F

import pytest

from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.exact import Rational
from goldstep.reference.reading import Reading
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, follow, one_step

HYPER = {"lr": F(1), "eta_minus": F(1, 2), "eta_plus": F(2), "step_min": F(1, 4), "step_max": F(4)}
STAY = ("pytorch-2.13", "irprop-minus", "optax-0.2.8")
EVERY = tuple(variant.name for variant in get("rprop").variants)


def moments(variant, gradients, arithmetic, theta=0, changes=None, **hyper):
    case = Case(
        name="worked",
        algorithm="rprop",
        variant=variant,
        hyper={**HYPER, **hyper},
        shapes=((1,),),
        params=((F(theta),),),
        gradients=tuple(((F(g),),) for g in gradients),
        changes=changes or {},
    )
    return follow(case, arithmetic)


def exact(variant, gradients, **given):
    """The sequence of each state variable, for one parameter with one element."""
    states = [m.states[0] for m in moments(variant, gradients, Rational(), **given)]
    return {name: [next(iter(s[name])) for s in states] for name in states[0]}


@pytest.mark.parametrize("variant", EVERY)
def test_while_the_sign_is_kept_steps_double_up_to_the_limit(variant):
    got = exact(variant, [3, 1, 7, F(1, 100), 5])
    assert got["step"] == [1, 2, 4, 4, 4]
    assert got["theta"] == [-1, -3, -7, -11, -15]


class TestChange:
    """The sign changes at step 3, and with 5 it would change back."""

    GRADIENTS = (1, 1, -1, -1, 1)

    @pytest.mark.parametrize("variant", STAY)
    def test_irprop_minus_stays_for_a_step_and_does_not_ask_at_the_next(self, variant):
        """Steps 1, 2, then 1 unused, then 1 again, then 1/2 unused."""
        got = exact(variant, self.GRADIENTS)
        assert got["step"] == [1, 2, 1, 1, F(1, 2)]
        assert got["theta"] == [-1, -3, -3, -2, -2]

    def test_rprop_minus_goes_on_in_the_new_direction_and_asks_at_every_step(self):
        got = exact("rprop-minus", self.GRADIENTS)
        assert got["step"] == [1, 2, 1, 2, 1]
        assert got["theta"] == [-1, -3, -2, 0, -1]
        assert got["prev"] == [1, 1, -1, -1, 1]

    def test_the_paper_takes_the_last_move_back(self):
        """Back from -3 to -1, then +1 to 0, and back again."""
        got = exact("paper", self.GRADIENTS)
        assert got["step"] == [1, 2, 1, 1, F(1, 2)]
        assert got["theta"] == [-1, -3, -1, 0, -1]
        assert got["move"] == [1, 2, 0, -1, 0]

    @pytest.mark.parametrize("variant", ["pytorch-2.13", "irprop-minus"])
    def test_a_change_is_remembered_as_zero(self, variant):
        assert exact(variant, self.GRADIENTS)["prev"] == [1, 1, 0, -1, 0]

    def test_optax_remembers_the_move_to_the_same_effect(self):
        got = exact("optax-0.2.8", self.GRADIENTS)
        assert got["move"] == [1, 2, 0, -1, 0]
        assert got["theta"] == exact("pytorch-2.13", self.GRADIENTS)["theta"]

    @pytest.mark.parametrize("variant", EVERY)
    def test_steps_halve_down_to_the_limit(self, variant):
        """In twelve alternating steps the others see six changes, Rprop- eleven: all end at 1/4."""
        assert exact(variant, [1, -1] * 6)["step"][-1] == F(1, 4)


@pytest.mark.parametrize("variant", EVERY)
def test_a_gradient_of_zero_moves_nothing_and_makes_forget(variant):
    got = exact(variant, [1, 0, -1, 1])
    assert got["step"] == [1, 1, 1, F(1, 2)]
    assert got["theta"][:3] == [-1, -1, 0]


class TestOutside:
    """A start above the upper limit, then below the lower one: who holds it within, and when."""

    @pytest.mark.parametrize(
        ("variant", "kept", "changed"),
        [("pytorch-2.13", [4, 4], [4, 2]), ("optax-0.2.8", [16, 4], [16, 4]), ("irprop-minus", [16, 4], [16, 8])],
    )
    def test_above(self, variant, kept, changed):
        assert exact(variant, [1, 1], lr=F(16))["step"] == kept
        assert exact(variant, [1, -1], lr=F(16))["step"] == changed

    @pytest.mark.parametrize(
        ("variant", "kept", "changed"),
        [
            ("pytorch-2.13", [F(1, 4), F(1, 2)], [F(1, 4), F(1, 4)]),
            ("optax-0.2.8", [F(1, 16), F(1, 4)], [F(1, 16), F(1, 4)]),
            ("irprop-minus", [F(1, 16), F(1, 8)], [F(1, 16), F(1, 4)]),
        ],
    )
    def test_below(self, variant, kept, changed):
        assert exact(variant, [1, 1], lr=F(1, 16))["step"] == kept
        assert exact(variant, [1, -1], lr=F(1, 16))["step"] == changed


@pytest.mark.parametrize("variant", EVERY)
def test_only_signs_count(variant):
    gradients = (3, F(1, 9), -2, 0, F(-7, 3), -1, 1)
    signs = [(g > 0) - (g < 0) for g in gradients]
    assert exact(variant, gradients)["theta"] == exact(variant, signs)["theta"]


@pytest.mark.parametrize("variant", EVERY)
def test_a_learning_rate_counts_at_the_start_only(variant):
    assert exact(variant, [1, 1, -1, 2], changes={2: {"lr": F(9)}}) == exact(variant, [1, 1, -1, 2])


def test_the_example_of_the_optax_report():
    """Moves of 0.1, 0.12, 0.144, none, 0.072: a minimum at 0, overshot from the left."""
    usual = {"lr": F(1, 10), "eta_plus": F(6, 5), "step_min": F(1, 10**6), "step_max": F(50)}
    got = exact("optax-0.2.8", [1, 1, 1, -1, 1], **usual)["theta"]
    assert got == [-F(100, 1000), -F(220, 1000), -F(364, 1000), -F(364, 1000), -F(436, 1000)]


class TestUnderflow:
    """Whether a product is 0 because it underflowed, no one can tell: that, and all that follows, is not judged."""

    GRADIENTS = (F(1, 2**76), F(1, 2**76), -F(1, 2**76), F(1, 2**76))

    @pytest.mark.parametrize("dtype", [FLOAT32, BFLOAT16], ids=lambda d: d.name)
    def test_the_step_size_is_unknown_from_the_second_step_on(self, dtype):
        with Budget(dtype) as budget:
            found = list(moments("pytorch-2.13", self.GRADIENTS, budget))
        finite = [{name: bool(x.e[0] < float("inf")) for name, x in m.states[0].items()} for m in found]
        assert all(finite[0].values())
        assert not any(known[name] for known in finite[1:] for name in ("step", "theta"))
        assert not any(known["prev"] for known in finite[1:])

    def test_in_float64_it_is_known(self):
        with Budget(FLOAT64) as budget:
            found = list(moments("pytorch-2.13", self.GRADIENTS, budget))
        assert all(x.e[0] < 1e-14 for m in found for x in m.states[0].values())

    def test_a_gradient_that_is_zero_is_no_underflow(self):
        """What is exactly 0 must leave the step size alone, in every format."""
        rule = get("rprop")
        with Budget(BFLOAT16) as budget:
            reading = Reading(rule, rule.variant("pytorch-2.13"), budget)
            tensors = {"theta": F(1), "step": F(1, 2), "prev": F(1, 2**100)}
            state = {name: budget.tensor([x]) for name, x in tensors.items()}
            (after,) = one_step(reading, [HYPER], [state], [budget.tensor([F(0)])], 9, ((1,),)).states
        assert [float(after[name].e[0]) for name in ("theta", "step", "prev")] == [0, 0, 0]
