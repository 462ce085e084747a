"""Sums, norms, products of matrices, comparisons and real powers: right in every reading, and within their budget."""

import random
from fractions import Fraction as F
from itertools import permutations

import numpy as np
import pytest

from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.bound import norm, spectral_norm
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.exact import Arb, Mpf, Rational
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.montecarlo import MonteCarlo
from goldstep.reference.arithmetics.rounding import Contract

NUMPY = {FLOAT64: np.float64, FLOAT32: np.float32}
X = [F(1), F(-2), F(3), F(1, 2), F(0), F(-5)]
ENGINES = [Arb(), Mpf(), Rational()]


def numbers(seed, count, low=-6, high=6):
    source = random.Random(seed)
    return [F(source.randint(-127, 127)) * F(2) ** source.randint(low, high) for _ in range(count)]


def values(arithmetic, tensor):
    return [sum(arithmetic.enclosure(x)) / 2 for x in tensor]


@pytest.mark.parametrize("arithmetic", ENGINES, ids=lambda a: type(a).__name__)
class TestExact:
    def test_sums_of_a_tensor_its_rows_and_its_columns(self, arithmetic):
        x = arithmetic.tensor(X)
        assert arithmetic.enclosure(arithmetic.total(x))[0] == F(-5, 2)
        assert values(arithmetic, arithmetic.row_sums(x, (2, 3))) == [2, F(-9, 2)]
        assert values(arithmetic, arithmetic.column_sums(x, (2, 3))) == [F(3, 2), -2, -2]

    def test_the_largest_element_and_the_norm(self, arithmetic):
        assert arithmetic.enclosure(arithmetic.largest(arithmetic.tensor(X)))[0] == 3
        assert arithmetic.enclosure(arithmetic.norm(arithmetic.tensor([F(3), F(-4)])))[0] == 5

    def test_rows_and_columns_are_spread_over_a_matrix(self, arithmetic):
        two, three = arithmetic.tensor([F(1), F(2)]), arithmetic.tensor([F(1), F(2), F(3)])
        assert values(arithmetic, arithmetic.spread_rows(two, (2, 3))) == [1, 1, 1, 2, 2, 2]
        assert values(arithmetic, arithmetic.spread_columns(three, (2, 3))) == [1, 2, 3, 1, 2, 3]

    def test_products_of_matrices(self, arithmetic):
        x, y = arithmetic.tensor(X), arithmetic.transposed(arithmetic.tensor(X), (2, 3))
        assert values(arithmetic, y) == [1, F(1, 2), -2, 0, 3, -5]
        assert values(arithmetic, arithmetic.matmul(x, y, (2, 3))) == [14, F(-29, 2), F(-29, 2), F(101, 4)]

    @pytest.mark.parametrize("shape", [(2, 3), (3, 2), (1, 6), (6, 1)])
    def test_an_odd_polynomial_acts_on_the_singular_values(self, arithmetic, shape):
        a, b, c = (arithmetic.number(F(k)) for k in (2, 3, 5))
        found = arithmetic.odd_polynomial(arithmetic.tensor(X), shape, a, b, c)
        x = np.array(X, dtype=object).reshape(shape)
        cubed = x @ x.T @ x
        assert values(arithmetic, found) == (2 * x + 3 * cubed + 5 * (x @ x.T @ cubed)).reshape(-1).tolist()

    def test_comparisons_choose_elements(self, arithmetic):
        x = arithmetic.tensor([F(-1), F(0), F(2)])
        assert values(arithmetic, arithmetic.sign(x)) == [-1, 0, 1]
        yes, no = arithmetic.number(F(7)), x
        assert values(arithmetic, arithmetic.where(x, ">=", 0, yes, no)) == [-1, 7, 7]

    def test_of_scalars_only_the_branch_taken_is_worked_out(self, arithmetic):
        one = arithmetic.number(F(1))
        assert arithmetic.where(one, ">", 0, lambda: one, lambda: 1 / (one - one)) == one

    def test_parts_and_their_join(self, arithmetic):
        x = arithmetic.tensor(X)
        parts = arithmetic.split(x, 3)
        assert [len(p) for p in parts] == [2, 2, 2]
        assert values(arithmetic, arithmetic.join(parts)) == X
        assert [len(p) for p in arithmetic.divide(x, [1, 5])] == [1, 5]


def test_the_engines_agree_on_a_real_power():
    (low, high), (mpf, _) = (e.enclosure(e.power(e.number(F(24, 25)), e.number(F(1, 250)))) for e in ENGINES[:2])
    assert low - F(1, 2**250) <= mpf <= high + F(1, 2**250)
    assert Rational().power(F(3, 2), F(2)) == F(9, 4)
    with pytest.raises(Undecided):
        Rational().power(F(2), F(1, 2))


def test_balls_that_overlap_are_undecided_or_nan():
    with Arb() as arb:
        third = arb.number(F(1)) / 3
        with pytest.raises(Undecided):
            arb.where(third, ">", third * 3 / 3, third, -third)
    with Arb(strict=False) as arb:
        assert arb.where(third, ">", third * 3 / 3, third, -third).is_nan()


@pytest.mark.parametrize("dtype", NUMPY, ids=lambda d: d.name)
@pytest.mark.parametrize("seed", range(40))
def test_a_sum_in_any_order_stays_within_its_budget(dtype, seed):
    x = [v / 3 for v in numbers(seed, 5)]
    x = [F(float(v)) for v in x]
    exact = sum(F(float(NUMPY[dtype](float(v)))) for v in x)
    with Budget(dtype) as budget:
        e = budget.total(budget.array(np.array([float(NUMPY[dtype](float(v))) for v in x]))).e
    for order in permutations(x):
        got = NUMPY[dtype](0)
        for v in order:
            got += NUMPY[dtype](float(v))
        assert abs(F(float(got)) - exact) <= F(e)


@pytest.mark.parametrize("dtype", NUMPY, ids=lambda d: d.name)
@pytest.mark.parametrize("seed", range(20))
def test_a_product_of_matrices_stays_within_its_budget(dtype, seed):
    flat = np.array([float(v) for v in numbers(seed, 12)]) / 3
    x = flat.astype(NUMPY[dtype]).reshape(3, 4)
    exact = Rational()
    whole = exact.matmul(*(exact.tensor([F(float(v)) for v in m.reshape(-1)]) for m in (x, x.T)), (3, 4))
    with Budget(dtype) as budget:
        held = budget.array(x.astype(np.float64).reshape(-1))
        e = budget.matmul(held, budget.transposed(held, (3, 4)), (3, 4)).e
    for got in (x @ x.T, (x[:, ::-1] @ x.T[::-1])):
        for g, w, b in zip(got.reshape(-1), whole, e, strict=True):
            assert abs(F(float(g)) - w) <= F(float(b))


@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32], ids=lambda d: d.name)
@pytest.mark.parametrize("shape", [(2, 3), (4, 2), (3, 3)])
@pytest.mark.parametrize("seed", range(6))
def test_an_odd_polynomial_carries_an_error_no_further_than_its_slope(dtype, shape, seed):
    """Inputs moved by as much as their bound allows: the exact results differ by less than the bound of the result."""
    source, size = random.Random(seed), shape[0] * shape[1]
    x = np.array([source.uniform(-1, 1) for _ in range(size)])
    x /= np.linalg.norm(x)
    coefficients = [F(34445, 10000), F(-4775, 1000), F(20315, 10000)]
    with Budget(dtype) as budget, Arb() as arb:
        bound = budget.held(x)
        bound.e = np.full(size, 2.0**-20)
        result = budget.odd_polynomial(bound, shape, *(budget.number(k) for k in coefficients))
        moved = x + np.array([source.choice((-1, 1)) * 2.0**-20 for _ in range(size)])
        one, two = (
            arb.odd_polynomial(arb.floats(v.tolist()), shape, *(arb.number(k) for k in coefficients))
            for v in (x, moved)
        )
        gap = np.array([float(abs(p - q)) for p, q in zip(one, two, strict=True)])
    assert (gap <= result.e).all()
    assert (result.e < 2.0**-20 * 100).all(), "the slope of this polynomial is below four"


@pytest.mark.parametrize("exponent", [0, -45, -600, 600], ids=lambda exponent: f"2^{exponent}")
@pytest.mark.parametrize("seed", range(10))
def test_the_spectral_norm_is_bounded_closely(seed, exponent):
    """Also where the powers of a matrix that bound it would leave the range: of 1e-13 the thirtieth is 0."""
    x = np.array([float(v) for v in numbers(seed, 20)]).reshape(4, 5)
    largest = np.ldexp(np.linalg.norm(x, 2), exponent)
    assert largest <= spectral_norm(np.ldexp(x, exponent)) <= 1.05 * largest
    assert norm(np.ldexp(x, exponent).reshape(-1)) == np.ldexp(norm(x.reshape(-1)), exponent) > 0


class TestUncertainBudgets:
    def test_what_rounding_could_flip_is_not_judged(self):
        with Budget(FLOAT32) as budget:
            x = budget.tensor([F(1, 10), F(1, 8), F(0)]) * budget.number(F(1))
            e = budget.where(x, ">", F(1, 10), budget.number(F(1)), budget.number(F(2))).e
        assert e[0] == np.inf
        assert e[1] == e[2] == 0

    def test_the_sign_of_an_exact_zero_is_certain(self):
        with Budget(BFLOAT16) as budget:
            found = budget.sign(budget.tensor([F(0), F(-3)]))
        assert found.v.tolist() == [0, -1]
        assert found.e.tolist() == [0, 0]

    def test_a_scalar_that_could_fall_on_either_side_has_a_bound_that_covers_both(self):
        with Budget(FLOAT32, Contract(coefficients="working")) as budget:
            tenth, three = budget.scheduled(F(1, 10)), budget.scheduled(F(3))
            assert budget.where(tenth, ">", F(1, 10), lambda: tenth, lambda: three).e >= 2.9
            assert budget.where(tenth, ">", F(1, 10), lambda: tenth, lambda: tenth).e == tenth.e
            assert budget.where(tenth, ">", F(1, 11), lambda: tenth, lambda: three).e == tenth.e

    def test_between_tensors_it_has_none(self):
        with Budget(FLOAT32, Contract(coefficients="working")) as budget:
            tenth, x = budget.scheduled(F(1, 10)), budget.tensor([F(1), F(2)])
            assert budget.where(tenth, ">", F(1, 10), x, -x).e.tolist() == [np.inf, np.inf]

    def test_the_norm_of_nothing_is_exactly_nothing(self):
        with Budget(FLOAT32) as budget:
            found = budget.norm(budget.tensor([F(0)] * 5))
            assert (found.v, found.e) == (0, 0)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("y", [F(4, 10), F(-8, 10), F(3), F(1, 250)])
def test_a_real_power_stays_within_its_budget(kind, y):
    dtype = {np.float32: FLOAT32, np.float64: FLOAT64}[kind]
    for k in range(1, 60):
        x = kind(k / 7)
        with Budget(dtype, Contract("working", "working")) as budget, Arb() as arb:
            bound = budget.power(budget.scheduled(F(float(x))), budget.scheduled(y))
            exact = arb.power(arb.number(F(float(x))), arb.number(y))
            low, high = arb.enclosure(exact)
        for got in (x ** kind(float(y)), np.exp(kind(float(y)) * np.log(x))):
            assert low - F(bound.e) <= F(float(got)) <= high + F(bound.e)


def test_scalars_of_the_state_are_kept_in_their_own_precision():
    with Budget(FLOAT64, Contract(scalars="single")) as budget:
        kept = budget.store_scalar(budget.number(F(1, 10)))
        assert 2.0**-26 < kept.e / kept.v < 2.0**-22
        assert budget.only(budget.flat(kept)).stage.u == 2.0**-24


def test_random_rounding_spreads_sums_and_products():
    arithmetic = MonteCarlo(FLOAT32, Contract())
    x = arithmetic.tensor([F(1, 3)] * 6)
    for spread in (arithmetic.total(x), arithmetic.norm(x), arithmetic.matmul(x, x, (2, 3))):
        assert (arithmetic.deviation(spread) > 0).all()
        assert (arithmetic.deviation(spread) < 2.0**-20).all()


def test_floats_work_on_rows_and_matrices():
    floats = Floats(np.float32)
    x = floats.tensor(X)
    assert floats.row_sums(x, (2, 3)).tolist() == [2, -4.5]
    assert floats.spread_columns(floats.tensor(X[:3]), (2, 3)).tolist() == [1, -2, 3] * 2
    assert floats.matmul(x, floats.transposed(x, (2, 3)), (2, 3)).dtype == np.float32
    assert floats.sign(x).tolist() == [1, -1, 1, 1, 0, -1]
    assert floats.sign(x).dtype == np.float32
