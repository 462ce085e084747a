"""Cube roots in every reading, each beside another one, and backends within their budget."""

import math
import random
import re
from fractions import Fraction as F

import numpy as np
import pytest
import torch

from goldstep.conformance.cli.letters import letters
from goldstep.conformance.reorderings import REORDERINGS
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.cubes import cube_root
from goldstep.reference.arithmetics.dependencies import Dependencies, Names
from goldstep.reference.arithmetics.double import ROUNDOFF, DoubleDouble, Pair
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.exact import Arb, Mpf, Rational
from goldstep.reference.arithmetics.expression import StepNumber, Symbol
from goldstep.reference.arithmetics.field import Field
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.formula import Formula
from goldstep.reference.arithmetics.montecarlo import MonteCarlo
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.arithmetics.rounding import CHARGES, Contract
from goldstep.reference.arithmetics.symbolic import Symbolic
from goldstep.reference.registry import get

FORMATS = [FLOAT64, FLOAT32, BFLOAT16, FLOAT16]
OF_TORCH = {FLOAT64: torch.float64, FLOAT32: torch.float32, BFLOAT16: torch.bfloat16, FLOAT16: torch.float16}


def spread_out(low, high, n=400, seed=1):
    """Numbers over this range of powers of two, the ends of it, and cubes."""
    generator = random.Random(seed)
    some = [math.ldexp(generator.uniform(0.5, 1), generator.randint(low, high)) for _ in range(n)]
    return np.array([*some, math.ldexp(0.5, low), math.ldexp(0.5, high), 1.0, 0.125, 27 / 64])


def exact_roots(numbers):
    """Of each float64 an enclosure of its cube root, and the float64 next to that."""
    with Arb(192) as arb:
        roots = [arb.enclosure(arb.cbrt(arb.number(F(float(x))))) for x in numbers]
    return roots, np.array([float(low) for low, _ in roots])


class TestExact:
    def test_balls_and_mpmath_agree_and_cubes_have_no_ball_around_them(self):
        with Arb(192) as arb:
            for x in (F(2), F(1, 3), F(10**30), F(1, 10**30)):
                low, high = arb.enclosure(arb.cbrt(arb.number(x)))
                mpf = Mpf(700)
                beside = mpf.enclosure(mpf.cbrt(mpf.number(x)))[0]
                assert low <= beside <= high
                assert low**3 <= x <= high**3
            assert arb.enclosure(arb.cbrt(arb.number(F(27, 8)))) == (F(3, 2), F(3, 2))
            assert arb.enclosure(arb.cbrt(arb.number(F(0)))) == (0, 0)
            assert list(map(arb.enclosure, arb.cbrt(arb.tensor([F(8), F(0)])))) == [(2, 2), (0, 0)]

    def test_a_rational_one_exists_only_of_a_cube(self):
        rational = Rational()
        assert rational.cbrt(F(343, 1000)) == F(7, 10)
        assert rational.cbrt(F(0)) == 0
        assert list(rational.cbrt(rational.tensor([F(8), F(1, 27)]))) == [2, F(1, 3)]
        for x in (F(2), F(1, 9), F(-8)):
            with pytest.raises(Undecided, match="cube root"):
                rational.cbrt(x)


class TestFloat64:
    def test_one_that_is_the_same_on_every_machine(self):
        """By exact cubes, subnormal numbers and the largest among them."""
        numbers = [*spread_out(-1073, 1024), 5e-324, np.finfo(float).max]
        for x, root in zip(numbers, map(float, cube_root(np.array(numbers))), strict=True):
            off = 2 * F(1, 2**53)
            assert (F(root) * (1 - off)) ** 3 < F(float(x)) < (F(root) * (1 + off)) ** 3

    @pytest.mark.filterwarnings("ignore:invalid value")
    def test_at_the_edges(self):
        assert cube_root(0.0) == 0
        assert cube_root(np.inf) == np.inf
        assert np.isnan(cube_root(np.array([-8.0, np.nan, -np.inf]))).all()

    @pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
    def test_floats_keep_their_dtype(self, dtype):
        floats = Floats(dtype)
        roots = floats.cbrt(floats.tensor([F(27), F(1, 8), F(0)]))
        assert roots.dtype == dtype
        assert roots.tolist() == pytest.approx([3, 0.5, 0], rel=2 * float(np.finfo(dtype).eps))
        assert floats.cbrt(floats.number(F(8))) == 2.0


class TestDoubleDouble:
    numbers = spread_out(-200, 200)
    low = numbers * 2.0**-54 * np.linspace(-1, 1, len(numbers))

    def off(self, roots):
        """The largest relative error, in `ROUNDOFF`, beside balls."""
        with Arb(300) as arb:
            exact = [arb.cbrt(arb.number(F(x) + F(y))) for x, y in zip(self.numbers, self.low, strict=True)]
            sums = [arb.number(F(x) + F(y)) for x, y in zip(roots.high[:, 0], roots.low[:, 0], strict=True)]
            return max(abs(float((s / e - 1).mid())) for s, e in zip(sums, exact, strict=True)) / ROUNDOFF

    def test_stays_within_what_its_docstring_proves(self):
        with DoubleDouble() as double:
            roots = double.cbrt(Pair(self.numbers[:, None], self.low[:, None]))
        assert self.off(roots) < 7 / 16

    def test_and_one_step_less_would_not_do(self):
        with DoubleDouble() as double:
            x = Pair(self.numbers[:, None], self.low[:, None])
            once = double._nearer(x, np.cbrt(x.high) * (1 + 2.0**-50))
        assert self.off(once) > 1

    def test_of_zero_and_of_what_is_too_small_to_watch(self):
        with DoubleDouble() as double:
            roots = double.cbrt(double.tensor([F(0), F(27, 64)]))
            assert roots.high.tolist() == [[0], [0.75]]
            assert not roots.low.any()
            assert double.cbrt(double.number(F(8))).high == 2
            with pytest.raises(FloatingPointError):
                double.cbrt(double.tensor([F(1, 2**1070)]))


def written(x, dtype):
    """The ways in which backends take cube roots of numbers of `dtype`."""
    tensor = torch.tensor(x, dtype=OF_TORCH[dtype])
    given = tensor.to(torch.float64).numpy()
    third = float(rounded(np.array([1 / 3]), dtype)[0])  # as an exponent of the format itself
    yield given, tensor.pow(1 / 3).to(torch.float64).numpy()
    yield given, tensor.double().pow(third).to(OF_TORCH[dtype]).to(torch.float64).numpy()
    yield given, rounded(np.cbrt(given), dtype)
    if dtype is not BFLOAT16:
        numbers = given.astype(dtype.name)
        yield given, np.cbrt(numbers).astype(np.float64)
        yield given, np.power(numbers, numbers.dtype.type(1 / 3)).astype(np.float64)


class TestBudget:
    @pytest.mark.parametrize("dtype", FORMATS, ids=lambda d: d.name)
    def test_covers_functions_and_powers(self, dtype):
        x = spread_out(dtype.min_exponent + 2, dtype.max_exponent)
        for given, roots in written(x, dtype):
            with Budget(dtype) as budget:
                bound = budget.cbrt(budget.array(given))
            assert np.isfinite(bound.e).all()
            for (low, high), root, e in zip(exact_roots(given)[0], roots, bound.e, strict=True):
                assert low - F(e) <= F(root) <= high + F(e)

    @pytest.mark.parametrize("dtype", FORMATS, ids=lambda d: d.name)
    def test_would_not_without_the_rounding_of_the_exponent(self, dtype, monkeypatch):
        monkeypatch.setattr("goldstep.reference.arithmetics.cubes.THIRD", 0.0)
        monkeypatch.setitem(CHARGES, "cbrt", 0.0 if dtype in (BFLOAT16, FLOAT16) else 1.0)
        x, beyond = spread_out(dtype.min_exponent + 2, dtype.max_exponent), 0
        for given, roots in written(x, dtype):
            with Budget(dtype) as budget:
                e = budget.cbrt(budget.array(given)).e
            beyond += (np.abs(roots - exact_roots(given)[1]) > e).sum()
        assert beyond > 100

    @pytest.mark.parametrize("dtype", FORMATS, ids=lambda d: d.name)
    def test_a_third_is_off_by_half_a_roundoff(self, dtype):
        off = F(float(rounded(np.array([1 / 3]), dtype)[0])) - F(1, 3)
        assert abs(off) * 3 == F(dtype.roundoff) / 2

    @pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32, BFLOAT16], ids=lambda d: d.name)
    def test_carries_the_error_of_what_it_is_taken_of(self, dtype):
        """The cube root of a value at either end of its error, rounded."""
        x = spread_out(-12, 12)
        with Budget(dtype) as budget:
            inexact = budget.array(x) * budget.array(np.full_like(x, 0.1))
            bound = budget.cbrt(inexact)
        for end in (inexact.v - inexact.e, inexact.v + inexact.e):
            roots = rounded(np.cbrt(end), dtype)
            for (low, high), root, e in zip(exact_roots(inexact.v)[0], roots, bound.e, strict=True):
                assert low - F(e) <= F(root) <= high + F(e)

    def test_a_small_error_is_not_lost_in_the_difference_of_roots(self):
        with Budget(FLOAT64) as budget:
            x = budget.held(np.array([1.0, 3.0]))
            x.e = np.array([2.0**-60, 2.0**-60])
            carried = budget.cbrt(x).e - budget.cbrt(budget.held(x.v)).e
        assert (carried > 0).all()

    def test_of_zeros(self):
        with Budget(FLOAT32) as budget:
            x = budget.tensor([F(1, 10), F(0)])
            assert budget.cbrt(x).e[1] == 0
            assert budget.cbrt(x).v[1] == 0
            assert budget.cbrt(x - x).e[0] == np.inf  # a difference that may come out below zero
            assert np.isfinite(budget.cbrt(x * x).e[0])
            assert budget.cbrt(budget.number(F(8))).v == 2

    def test_is_of_use_in_16_bits(self):
        with Budget(BFLOAT16) as budget:
            root = budget.cbrt(budget.tensor([F(1, 2**20)]))
        assert root.e[0] < 2.0**-6 * root.v[0]


class TestMonteCarlo:
    @pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32], ids=lambda d: d.name)
    def test_spreads_as_widely_as_a_power_is_off(self, dtype):
        """The rounded exponent is off in the same direction at every step; so is that of a replicate."""
        arithmetic = MonteCarlo(dtype, Contract())
        x = spread_out(-40, 40)
        spread = arithmetic.deviation(arithmetic.cbrt(arithmetic.tensor([F(float(i)) for i in x])))
        for given, roots in written(x, dtype):
            assert (np.abs(roots - exact_roots(given)[1]) <= 8 * spread).all()
        a, b = (arithmetic.cbrt(arithmetic.tensor([F(1, 2**60)])).v[:, 0] * 2.0**20 - 1 for _ in range(2))
        assert np.corrcoef(a, b)[0, 1] > 0.9

    def test_zero_stays_zero(self):
        assert not MonteCarlo(FLOAT32, Contract()).cbrt(MonteCarlo(FLOAT32, Contract()).tensor([F(0)])).v.any()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_each_order_has_one_of_the_ways(dtype):
    """One of them has the exponent rounded, the others the function."""
    found, held = {}, np.array([2.0**90], dtype)
    for name, make in REORDERINGS.items():
        arithmetic = make(dtype)
        found[name] = float(arithmetic.show(arithmetic.cbrt(arithmetic.hold(held)))[0]) / 2.0**30 - 1
    assert found.pop("inverse-root") != 0
    assert set(found.values()) == {0}


class TestLetters:
    def test_roots_of_products_powers_and_numbers_have_one_form(self):
        q = Symbolic(Field())
        a, v = q.field.letter("a"), q.field.letter("v", nonnegative=True)
        assert q.cbrt(a) * q.cbrt(a) * q.cbrt(a) == a
        assert q.cbrt(a**3 * v) == a * q.cbrt(v)
        assert q.cbrt(-a) == -q.cbrt(a)
        assert q.cbrt(8 * v / 27) == q.cbrt(v) * 2 / 3
        assert q.cbrt(v / a) == q.cbrt(v) / q.cbrt(a)
        assert q.cbrt(q.number(2)) * q.cbrt(q.number(4)) == 2
        assert q.cbrt(q.number(F(-1, 4))) * 2 == -q.cbrt(q.number(2))
        assert q.cbrt(q.number(0)) == 0
        assert (a - v) / (q.cbrt(a) - q.cbrt(v)) == q.cbrt(a) ** 2 + q.cbrt(a * v) + q.cbrt(v) ** 2

    def test_what_is_not_equal_is_not_proved(self):
        q = Symbolic(Field())
        a, v = q.field.letter("a"), q.field.letter("v", nonnegative=True)
        assert not q.cbrt(a + v).same(q.cbrt(a) + q.cbrt(v))
        assert not q.cbrt(v).same(q.sqrt(v))
        assert not q.cbrt(a * a).same(q.cbrt(a))
        assert q.abs(q.cbrt(v)) == q.cbrt(v)
        assert not q.abs(q.cbrt(a)).same(q.cbrt(a))

    def test_as_written(self):
        algorithm: Algorithm = get("adam")
        q = Formula(algorithm, StepNumber(1000, "t"))
        assert q.cbrt(Symbol("v")).latex == r"\sqrt[3]{v}"
        assert letters(q.cbrt(Symbol(r"\nu_t")).latex) == "∛(νₜ)"
        assert q.cbrt(0).latex == "0"
        tall = (q.cbrt(Symbol("v") / Symbol("w")) ** 2).latex
        assert re.fullmatch(r"\\left\(\\sqrt\[3\]\{.*\}\\right\)\^2", tall)

    def test_depends_on_what_it_is_taken_of_and_has_a_constant_that_no_format_holds(self):
        reading = Dependencies(frozenset())
        assert reading.cbrt(Names(frozenset({"x"}))).names == {"x"}
        assert reading.numbers == {F(1, 3)}
