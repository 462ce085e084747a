"""The other readings: tensors, balls, mpmath, rationals, random rounding and dependencies."""

from fractions import Fraction as F

import flint
import mpmath
import numpy as np
import pytest

from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.dependencies import clauses_behind, clauses_using, in_coefficients, quantities_of
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.exact import Arb, Mpf, Rational
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.montecarlo import REPLICATES, MonteCarlo
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.arithmetics.tensor import Tensor
from goldstep.reference.registry import get


class TestTensor:
    a, b = Tensor([F(6), F(-4)]), Tensor([F(3), F(2)])

    def test_meets_a_tensor_element_by_element(self):
        assert list(self.a + self.b) == [9, -2]
        assert list(self.a - self.b) == [3, -6]
        assert list(self.a * self.b) == [18, -8]
        assert list(self.a / self.b) == [2, -2]
        assert list(-self.a) == [-6, 4]

    def test_meets_a_scalar_on_either_side(self):
        assert list(self.a - 1) == [5, -5]
        assert list(1 - self.a) == [-5, 5]
        assert list(1 + self.a) == [7, -3]
        assert list(2 * self.a) == [12, -8]
        assert list(12 / self.b) == [4, 6]

    def test_refuses_another_length(self):
        with pytest.raises(ValueError, match="argument 2"):
            self.a + Tensor([F(1)])

    def test_functions_are_lifted_over_either_operand(self):
        rational = Rational()
        assert list(rational.sqrt(Tensor([F(4), F(9, 16)]))) == [2, F(3, 4)]
        assert list(rational.maximum(self.a, self.b)) == [6, 2]
        assert list(rational.maximum(F(0), self.a)) == [6, 0]
        assert list(rational.clip(self.a, F(5))) == [5, -4]
        assert list(rational.minimum(self.a, F(-5))) == [-5, -5]


class TestArb:
    def test_a_comparison_of_overlapping_balls_is_undecided(self):
        with Arb(64) as arb:
            third = arb.number(F(1, 3))
            with pytest.raises(Undecided, match="at 64 bits"):
                arb.exceeds(third, ">", third * 3 / 3)
            assert arb.exceeds(third, ">", arb.number(F(1, 4)))
            assert not arb.exceeds(arb.number(F(1, 4)), ">", third)

    def test_a_comparison_with_nan_is_nan_and_asks_for_no_more_precision(self):
        with Arb(64) as arb:
            nan = arb.number(F(0)) / arb.number(F(0))
            assert arb.sign(nan).is_nan()
            one = arb.number(F(1, 3)) * 3
            with pytest.raises(Undecided):
                arb.sign(one - 1)

    def test_equal_exact_values_are_decided(self):
        with Arb(64) as arb:
            assert not arb.exceeds(arb.number(F(1, 4)), ">", arb.number(F(1, 4)))

    def test_the_precision_of_flint_is_restored(self):
        outside = flint.ctx.prec
        with Arb(200), Arb(300):
            assert flint.ctx.prec == 300
        with pytest.raises(ZeroDivisionError), Arb(100):
            raise ZeroDivisionError
        assert flint.ctx.prec == outside

    def test_the_enclosure_is_proven_and_exact_values_have_none_around_them(self):
        with Arb(64) as arb:
            low, high = arb.enclosure(arb.number(F(1, 3)))
            assert low < F(1, 3) < high
            assert arb.enclosure(arb.sqrt(arb.number(F(9, 4)))) == (F(3, 2), F(3, 2))

    def test_no_value_has_no_enclosure(self):
        with Arb(64) as arb, pytest.raises(Undecided, match="no finite enclosure"):
            arb.enclosure(arb.number(F(1)) / arb.number(F(0)))

    def test_a_split_keeps_a_hundred_bits(self):
        with Arb(192) as arb:
            (high,), (low,) = arb.pair(arb.tensor([F(1, 3)]))
        assert 0 < abs(F(high) + F(low) - F(1, 3)) < F(1, 2**100)


class TestMpf:
    def test_leaves_the_global_context_alone(self):
        digits = mpmath.mp.prec
        mpf = Mpf(700)
        third = mpf.number(F(1)) / 3
        low, high = mpf.enclosure(mpf.sqrt(third * third))
        assert low == high
        assert 0 < abs(low - F(1, 3)) < F(1, 2**690)
        assert mpmath.mp.prec == digits

    def test_no_value_is_undecided(self):
        mpf = Mpf(64)
        with pytest.raises(Undecided, match="not finite"):
            mpf.enclosure(mpf.number(F(0)) - mpf._context.inf)


def test_a_rational_root_exists_only_of_a_square():
    rational = Rational()
    assert rational.sqrt(F(49, 81)) == F(7, 9)
    for x in (F(2), F(1, 3), F(-4)):
        with pytest.raises((Undecided, ValueError)):
            rational.sqrt(x)


def test_floats_compute_in_their_dtype():
    floats = Floats("float32")
    x = floats.tensor([F(1), F(1, 3)]) * floats.number(F(1, 3))
    assert x.dtype == np.float32
    assert floats.filled(floats.number(F(1, 3)), 2).dtype == np.float32


class TestDtypes:
    @pytest.mark.parametrize(
        ("dtype", "value", "held"),
        [
            (BFLOAT16, F(255, 256), True),
            (BFLOAT16, F(511, 512), False),
            (FLOAT32, F(1, 2**126), True),
            (FLOAT32, F(1, 2**127), False),  # subnormal: too coarse for what builds on `represents`
            (FLOAT32, F(2**127), True),
            (FLOAT32, F(2**128), False),
            (FLOAT64, F(1, 3), False),
            (FLOAT64, F(0.1), True),
            (FLOAT64, F(0), True),
        ],
    )
    def test_represents(self, dtype, value, held):
        assert dtype.represents(value) == held
        assert dtype.represents(-value) == held


class TestMonteCarlo:
    @staticmethod
    def spread(dtype, seed=0):
        arithmetic = MonteCarlo(dtype, Contract(), seed)
        return arithmetic.deviation(arithmetic.store(arithmetic.tensor([F(1), F(3)])))

    def test_is_the_same_in_every_run_and_another_by_another_seed(self):
        assert (self.spread(FLOAT32) == self.spread(FLOAT32)).all()
        assert (self.spread(FLOAT32) != self.spread(FLOAT32, seed=1)).all()

    @pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32, BFLOAT16], ids=lambda d: d.name)
    def test_one_rounding_spreads_less_than_a_unit_of_the_dtype_and_as_the_value(self, dtype):
        """A uniform rounding of +-u spreads u / sqrt 3; in float64 a coarser unit is scaled back."""
        one, three = self.spread(dtype)
        assert dtype.roundoff / 2 < one < dtype.roundoff
        assert one < three

    def test_replicates_differ_and_exact_numbers_do_not(self):
        arithmetic = MonteCarlo(FLOAT32, Contract())
        assert len(set((arithmetic.tensor([F(1)]) + 1).v[:, 0])) == REPLICATES
        assert set(arithmetic.number(F(3, 8)).v[:, 0]) == {3 / 8}

    def test_a_decimal_constant_has_one_error_in_a_run(self):
        """0.96 as a float32, of which every step takes a power: the errors of powers do not cancel."""
        arithmetic = MonteCarlo(FLOAT32, Contract(coefficients="working"))
        once, again = (arithmetic.number(F(24, 25)) for _ in range(2))
        assert (once.v == again.v).all()
        assert 0.4 < np.std(once.v) / 0.96 * 2**24 < 0.8  # the root of a third of a roundoff
        assert (arithmetic.number(F(3, 4)).v == 0.75).all()
        exact = MonteCarlo(FLOAT32, Contract()).number(F(24, 25))
        assert np.ptp(exact.v) < 2**-50

    @pytest.mark.parametrize("kept", [F(1, 8), F(7, 8)])
    def test_a_mean_spreads_as_widely_as_the_lerp_that_somebody_may_have_written(self, kept):
        """With a large share, `old - share * (old - new)` rounds what a sum does not: these are near cancellation."""
        rng = np.random.Generator(np.random.PCG64(1))
        old = rng.integers(-(2**23), 2**23, 500) / 2.0**23
        new = (rng.integers(-(2**10), 2**10, 500) / 2.0**23 - float(kept) * old).astype(np.float32)
        old, share = old.astype(np.float32), np.float32(1 - kept)
        lerp = old - (old - new) * share
        exact = [kept * F(float(x)) + (1 - kept) * F(float(y)) for x, y in zip(old, new, strict=True)]
        arithmetic = MonteCarlo(FLOAT32, Contract())
        x, y = (arithmetic.tensor([F(float(v)) for v in values]) for values in (old, new))
        spread = arithmetic.deviation(arithmetic.store(arithmetic.average(arithmetic.number(kept), x, y)))
        off = np.array([abs(float(F(float(v)) - e)) for v, e in zip(lerp, exact, strict=True)])
        assert (off <= 8 * spread).all()


class TestDependencies:
    adam, torch = get("adam"), get("adam").variant("pytorch-2.13")

    def test_a_slot_names_the_clauses_that_decide_it_from_right_inputs(self):
        assert clauses_behind(self.adam, self.torch, "m", 2) == ("ADAM-1", "ADAM-2")
        assert clauses_behind(self.adam, self.torch, "v", 2) == ("ADAM-1", "ADAM-3")
        assert clauses_behind(self.adam, self.torch, "theta", 2) == ("ADAM-4", "ADAM-5", "ADAM-6", "ADAM-7")

    def test_without_coupled_decay_the_parameter_carries_its_clause(self):
        keras = self.adam.variant("keras-3.15")
        assert "ADAM-1" in clauses_behind(self.adam, keras, "theta", 2)
        assert clauses_behind(self.adam, keras, "m", 2) == ("ADAM-2",)

    def test_an_early_step_has_clauses_of_its_own(self):
        adopt = get("adopt")
        assert clauses_behind(adopt, adopt.variant("official"), "theta", 1) == ("ADOPT-3",)
        assert "ADOPT-7" in clauses_behind(adopt, adopt.variant("official"), "theta", 2)

    def test_hyperparameters(self):
        assert clauses_using(self.adam, self.torch, "eps") == ("ADAM-6",)
        assert clauses_using(self.adam, self.torch, "beta2") == ("ADAM-3", "ADAM-5")
        assert in_coefficients(self.adam, self.torch, "beta1")
        assert not in_coefficients(self.adam, self.torch, "eps")

    def test_quantities_in_order(self):
        assert list(quantities_of(self.adam, self.torch, 1)) == [
            "bias1", "bias2", "d", "m", "v", "m_hat", "v_hat", "denominator", "theta",
        ]  # fmt: skip
