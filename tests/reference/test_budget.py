"""The budget is sound: whatever order, fusion or rewrite a backend uses, it stays within the bound.

Random programs run step by step in a rounding of every operation, and in exact rationals beside it.
"""

import random
from fractions import Fraction as F
from math import isqrt

import numpy as np
import pytest

from goldstep.reference.arithmetics.bound import integer_power
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.rounding import Contract

NUMPY = {FLOAT64: np.float64, FLOAT32: np.float32, FLOAT16: np.float16}
NO_FLOATS = F(1, 10)  # is exact in no dtype


def rounded(x, dtype):
    """The nearest number of `dtype`, ties to even, subnormals included; there is no overflow."""
    if x == 0:
        return x
    exponent = abs(x.numerator).bit_length() - x.denominator.bit_length()
    exponent -= abs(x) < F(2) ** exponent
    unit = F(2) ** (max(exponent, dtype.min_exponent) - dtype.precision + 1)
    return round(x / unit) * unit


def root(x, dtype):
    """The rounded square root: of the root to 300 bits, which is never near a midpoint without being one."""
    return rounded(F(isqrt(int(x * 4**300)), 2**300), dtype)


@pytest.mark.parametrize("dtype", NUMPY, ids=lambda d: d.name)
def test_the_simulated_rounding_is_that_of_the_processor(dtype):
    generator, kind = random.Random(1), NUMPY[dtype]
    for _ in range(300):
        x, y = (kind(generator.uniform(-4, 4)) for _ in "xy")
        exact = {"+": F(float(x)) + F(float(y)), "*": F(float(x)) * F(float(y)), "/": F(float(x)) / F(float(y))}
        for sign, got in (("+", x + y), ("*", x * y), ("/", x / y)):
            assert F(float(got)) == rounded(exact[sign], dtype)
        assert F(float(np.sqrt(abs(x)))) == root(abs(F(float(x))), dtype)


class Machine:
    """Registers that hold (exact value, value of a backend, bound)."""

    def __init__(self, dtype, seed):
        self.dtype, self.random, self.budget = dtype, random.Random(seed), Budget(dtype)

    def input(self):
        exact = F(self.random.randint(-999, 999), self.random.choice((64, 1000))) * F(2) ** self.random.randint(-6, 6)
        if self.random.random() < 0.1:
            exact = F(0)
        exact = F(float(exact))  # inputs are float64 numbers
        return exact, rounded(exact, self.dtype), self.budget.tensor([exact])

    def step(self, x, y, z):
        """One formula, as the reference writes it, and as some backend computes it."""
        (ex, gx, bx), (ey, gy, by), (ez, gz, bz) = x, y, z
        r = lambda v: rounded(v, self.dtype)  # noqa: E731
        formulas = [
            (ex + ey, r(gx + gy), lambda: bx + by),
            (ex - ey, r(gx - gy), lambda: bx - by),
            (ex * ey, r(gx * gy), lambda: bx * by),
            (ex * ex, r(gx * gx), lambda: bx * bx),
            (max(ex, ey), max(gx, gy), lambda: self.budget.maximum(bx, by)),
            (ex * ey + ez, r(r(gx * gy) + gz), lambda: bx * by + bz),
            (ex * ey + ez, r(gx * gy + gz), lambda: bx * by + bz),  # fused multiply-add
            (ez - ex * ey, r(gz - gx * gy), lambda: bz - bx * by),
            (ex * ey + ez * ex, r(r(gx * gy) + gz * gx), lambda: bx * by + bz * bx),  # one product fused
            ((1 - ez) * ex + ez * ey, r(gx + r(gz * r(gy - gx))), lambda: (1 - bz) * bx + bz * by),  # lerp
            ((1 - ez) * ex + ez * ey, r(gx + gz * r(gy - gx)), lambda: (1 - bz) * bx + bz * by),
            (ex + ey + ez, r(gx + r(gy + gz)), lambda: bx + by + bz),  # another order
        ]
        if ey and gy:
            formulas += [
                (ex / ey, r(gx / gy), lambda: bx / by),
                (ex / ey, r(gx * r(1 / gy)), lambda: bx / by),  # by the reciprocal
                (ex * ez / ey, r(gx * r(gz / gy)), lambda: bx * bz / by),
            ]
        exact, got, bound = self.random.choice(formulas)
        return exact, got, bound()


@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32, BFLOAT16], ids=lambda d: d.name)
def test_no_order_of_rounding_leaves_the_budget(dtype):
    finite = 0
    for seed in range(250):
        machine = Machine(dtype, seed)
        registers = [machine.input() for _ in range(4)]
        with machine.budget:
            for _ in range(7):
                registers.append(machine.step(*(machine.random.choice(registers) for _ in range(3))))
        for exact, got, bound in registers:
            if np.isfinite(bound.e[0]):
                finite += 1
                assert abs(got - exact) <= F(float(bound.e[0])), (seed, dtype)
    assert finite > 2000, "most budgets must say something"


@pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32, BFLOAT16], ids=lambda d: d.name)
@pytest.mark.parametrize("by_reciprocal", [False, True])
def test_a_square_root_stays_within_its_budget(dtype, by_reciprocal):
    """With exact inputs, and with inputs that have an error already: |got - sqrt(x)| <= e, by squaring."""
    for seed in range(200):
        machine = Machine(dtype, seed)
        with machine.budget:
            exact, got, bound = machine.input()
            if seed % 2:
                exact, got, bound = exact * exact, rounded(got * got, dtype), bound * bound
            else:
                exact, got, bound = abs(exact), abs(got), machine.budget.tensor([abs(exact)])
            e = float(machine.budget.sqrt(bound).e[0])
        found = root(got, dtype)
        if by_reciprocal and found:
            found = rounded(got * rounded(1 / found, dtype), dtype)
        assert max(found - F(e), 0) ** 2 <= exact <= (found + F(e)) ** 2


def test_storing_costs_a_rounding_and_nothing_where_the_value_fits():
    budget = Budget(BFLOAT16)
    fits, not_exact = budget.store(budget.tensor([F(3, 2)])), budget.store(budget.tensor([F(1)]) / budget.number(F(3)))
    assert fits.e[0] == 0
    assert not_exact.e[0] > BFLOAT16.roundoff / 3


class TestZeros:
    """What an exact zero meets costs nothing."""

    budget = Budget(FLOAT32)
    zero, x = budget.tensor([F(0)]), budget.tensor([NO_FLOATS])

    def test_added(self):
        assert (self.x + self.zero).e[0] == self.x.e[0]
        assert (self.zero - self.x).e[0] == self.x.e[0]

    def test_multiplied_and_divided(self):
        assert (self.x * self.zero).e[0] == 0
        assert (self.zero / self.x).e[0] == 0

    def test_only_where_it_is_zero(self):
        mixed = self.budget.tensor([F(0), NO_FLOATS]) * self.budget.tensor([NO_FLOATS] * 2)
        assert mixed.e[0] == 0
        assert mixed.e[1] > 0

    def test_but_not_where_the_other_may_be_infinite(self):
        """2^200 is a number in double precision, and infinite where it meets a tensor of float32: 0 times it is NaN."""
        with self.budget:
            assert not np.isfinite((self.budget.number(F(2) ** 200) * self.zero).e[0])
            assert (self.budget.number(F(2) ** 100) * self.zero).e[0] == 0

    def test_zero_by_cancellation_is_not_exact(self):
        cancelled = self.x - self.x
        assert cancelled.v[0] == 0
        assert (cancelled * self.x).e[0] > 0


class TestDivisorThatMayBeZero:
    def test_has_no_finite_budget(self):
        with Budget(FLOAT32) as budget:
            x, one = budget.tensor([NO_FLOATS]), budget.number(F(1))
            assert not np.isfinite((one / (x - x)).e[0])
            assert not np.isfinite((budget.tensor([F(0)]) / (x - x)).e[0])

    def test_nor_the_root_of_what_may_be_negative(self):
        with Budget(FLOAT32) as budget:
            x = budget.tensor([NO_FLOATS])
            assert budget.sqrt(x - x).e[0] == np.inf
            assert np.isfinite(budget.sqrt(x * x).e[0])

    def test_but_a_divisor_away_from_zero_has_one(self):
        with Budget(FLOAT32) as budget:
            x = budget.tensor([NO_FLOATS])
            assert np.isfinite((x / (x * x)).e[0])


class TestConstants:
    """`budget.constant` is a hyperparameter; meeting a tensor rounds it to the dtype of the tensor."""

    @pytest.mark.parametrize("value", [F(1, 8), F(0), F(3)])
    def test_that_the_dtype_represents_cost_nothing(self, value):
        budget = Budget(BFLOAT16, Contract(constants="working"))
        assert budget.constant(value).e == 0
        assert budget.scheduled(value).e == 0

    def test_that_it_does_not_represent_cost_a_rounding_of_their_own_precision(self):
        working = Budget(FLOAT32, Contract(constants="working")).constant(NO_FLOATS)
        double = Budget(FLOAT32).constant(NO_FLOATS)
        assert working.e == FLOAT32.roundoff * float(NO_FLOATS)
        assert double.e == FLOAT64.roundoff * float(NO_FLOATS)

    def test_working_precision_is_never_below_float32(self):
        sixteen = Budget(BFLOAT16, Contract(constants="working")).constant(NO_FLOATS)
        assert sixteen.e == FLOAT32.roundoff * float(NO_FLOATS)

    @pytest.mark.parametrize("place", ["constants", "coefficients"])
    def test_working_precision_has_the_wider_budget(self, place):
        """One minus a decay rate near one, times a tensor: the difference has the error of the rate."""

        def width(contract):
            budget = Budget(FLOAT32, contract)
            make = budget.constant if place == "constants" else budget.scheduled
            return float(((1 - make(F(999, 1000))) * budget.tensor([F(1)])).e[0])

        assert width(Contract(**{place: "working"})) > 2 * width(Contract())

    def test_flushed_subnormals_cost_the_smallest_normal(self):
        tiny = [F(2) ** -100]
        kept, flushed = Budget(FLOAT32), Budget(FLOAT32, Contract(flushes_subnormals=True))
        assert (kept.tensor(tiny) * kept.tensor(tiny)).e[0] < FLOAT32.smallest_normal
        assert (flushed.tensor(tiny) * flushed.tensor(tiny)).e[0] >= FLOAT32.smallest_normal


def test_a_power_covers_libm_and_a_running_product():
    budget = Budget(FLOAT32, Contract(coefficients="working"))
    beta = F(float(np.float32(0.9)))
    for n in (1, 2, 10, 500):
        bound = budget.scheduled(beta) ** n
        product = np.float32(1)
        for _ in range(n):
            product *= np.float32(beta)
        for got in (float(product), float(np.float32(beta) ** np.float32(n))):
            assert abs(F(got) - beta**n) <= F(bound.e), n


def _lerp(r, s, w, d, c):
    """That of PyTorch: from the end that is nearer, with the rest of the weight as it is after its rounding."""
    return r(s + r(c * r(w - s))) if c < F(1, 2) else r(w - r(r(w - s) * r(1 - c)))


WAYS = {  # the rounding r, the old s and its weight d, the new w and its weight c
    "sum": lambda r, s, w, d, c: r(r(d * s) + r(c * w)),
    "sum, one product fused": lambda r, s, w, d, c: r(d * s + r(c * w)),
    "from the old": lambda r, s, w, d, c: r(s + r(c * r(w - s))),
    "from the old, less": lambda r, s, w, d, c: r(s - r(c * r(s - w))),
    "from the old, fused": lambda r, s, w, d, c: r(s + c * r(w - s)),
    "from the old, by the rest": lambda r, s, w, d, c: r(s + r(r(1 - d) * r(w - s))),
    "from the old, in parts": lambda r, s, w, d, c: r(r(s - r(c * s)) + r(c * w)),
    "from the old, in fused parts": lambda r, s, w, d, c: r(c * w + r(s - c * s)),
    "from the new, in parts": lambda r, s, w, d, c: r(r(w - r(d * w)) + r(d * s)),
    "from the new, in fused parts": lambda r, s, w, d, c: r(d * s + r(w - d * w)),
    "torch.lerp": _lerp,
    "torch.lerp, turned": lambda r, s, w, d, c: _lerp(r, w, s, c, d),
}
BACK = {  # tensors have these only where the new value has the larger weight
    "from the new": lambda r, s, w, d, c: r(w + r(d * r(s - w))),
    "from the new, fused": lambda r, s, w, d, c: r(w - d * r(w - s)),
    "from the new, by the rest": lambda r, s, w, d, c: r(w + r(r(1 - c) * r(s - w))),
}


class TestBlends:
    """Every way in use of writing a mean of two stays within one budget; one of its ways alone would not."""

    @staticmethod
    def outside(budget, contract, make, *, number=False):
        """How many of many random means leave the bound that `make` gives."""
        dtype, generator, found = budget.dtype, random.Random(3), 0

        def r(x):
            return rounded(x, dtype)

        def operand():
            exact = F(generator.choice((0, 1, generator.uniform(-1, 1)))) * F(2) ** generator.randint(-4, 4)
            return exact, r(exact), budget.number(exact) if number else budget.tensor([exact])

        for _ in range(400):
            decay = F(generator.choice((0, 1, 0.5, 0.875, 0.999, 0.9, 2 / 11, generator.random(), generator.random())))
            double = FLOAT64 if contract.constants == "double" else dtype
            d, c = rounded(decay, double), rounded(1 - rounded(decay, double), double)
            (exact_s, s, bound_s), (exact_w, w, bound_w) = operand(), operand()
            bound = make(budget.scheduled(decay) if number else budget.constant(decay), bound_s, bound_w)
            exact = decay * exact_s + (1 - decay) * exact_w
            ways = {**WAYS, **BACK} if number or c >= F(1, 2) else WAYS
            for way in ways.values():
                got = way(r, s, w, r(d), r(c))
                found += abs(got - exact) > F(float(np.max(bound.e)))
        return found

    @pytest.mark.parametrize("constants", ["double", "working"])
    @pytest.mark.parametrize("dtype", [FLOAT64, FLOAT32, BFLOAT16], ids=lambda d: d.name)
    def test_of_tensors(self, dtype, constants):
        if dtype is BFLOAT16 and constants == "working":
            pytest.skip("scalars are never held in 16 bits")
        contract = Contract(constants=constants)
        with Budget(dtype, contract) as budget:

            def mixed(d, s, w):
                return budget.mixed(s, w, 1 - d)

            def as_written(d, s, w):
                return d * s + (1 - d) * w

            assert self.outside(budget, contract, budget.average) == 0
            assert self.outside(budget, contract, mixed) == 0
            assert self.outside(budget, contract, as_written) > 30

    def test_of_numbers(self):
        contract = Contract()
        with Budget(FLOAT64, contract) as budget:

            def ramp(d, s, w):
                return budget.ramp(s, w, 1 - d)

            def ramp_to(d, s, w):
                return budget.ramp_to(w, s, d)

            def as_written(d, s, w):
                return d * s + (1 - d) * w

            assert self.outside(budget, contract, budget.average, number=True) == 0
            assert self.outside(budget, contract, ramp, number=True) == 0
            assert self.outside(budget, contract, ramp_to, number=True) == 0
            assert self.outside(budget, contract, as_written, number=True) > 5

    def test_a_mean_of_zeros_is_zero_and_one_that_takes_nothing_rounds_nothing_more(self):
        with Budget(FLOAT32) as budget:
            zero, x, decay = budget.tensor([F(0)]), budget.tensor([NO_FLOATS]), budget.constant(F(9, 10))
            assert budget.average(decay, zero, zero).e[0] == 0
            assert budget.average(budget.number(F(0)), x, zero).e[0] == 0
            one = budget.number(F(1))
            assert budget.average(one, x, x).e[0] == (one * x + (1 - one) * x).e[0]

    def test_a_small_share_costs_what_the_sum_costs(self):
        """Where the old value keeps most, the budget is that of the sum as it is written: no power is lost."""
        with Budget(FLOAT32) as budget:
            s, w = budget.tensor([F(3), F(-1), F(1, 100)]), budget.tensor([F(1), F(5), F(100)])
            for decay in (F(0.6), F(0.9), F(0.999)):
                d = budget.constant(decay)
                assert (budget.average(d, s, w).e == (d * s + (1 - d) * w).e).all()


class TestRange:
    """What some order of the operations takes beyond the largest number of the dtype has no bound."""

    @pytest.mark.parametrize(
        ("dtype", "largest"), [(FLOAT16, 65504), (BFLOAT16, 255 * 2**120), (FLOAT32, 2**128 - 2**104)]
    )
    def test_of_inputs_products_and_sums(self, dtype, largest):
        with Budget(dtype) as budget:
            most, half, small = (budget.tensor([F(x)]) for x in (largest, F(largest) / 2, 1))
            assert np.isfinite(most.e[0])
            assert budget.tensor([F(largest) * 2]).e[0] == np.inf
            assert np.isfinite((half * small).e[0])
            assert (half * half).e[0] == np.inf
            assert np.isfinite((half - small).e[0])
            assert ((most + most) - most).e[0] == np.inf  # in this order

    def test_of_a_scalar_that_meets_a_tensor(self):
        with Budget(FLOAT16) as budget:
            assert (budget.number(F(2**16)) * budget.tensor([F(1, 2**20)])).e[0] == np.inf
            assert np.isfinite((budget.number(F(2**15)) * budget.tensor([F(1, 2**20)])).e[0])

    def test_of_the_difference_that_a_lerp_makes(self):
        with Budget(FLOAT16) as budget:
            old, new, decay = budget.tensor([F(65000)]), budget.tensor([F(-1000)]), budget.constant(F(7, 8))
            assert np.isfinite((decay * old + (1 - decay) * new).e[0])
            assert budget.average(decay, old, new).e[0] == np.inf

    def test_of_a_reciprocal(self):
        with Budget(FLOAT16) as budget:
            x = budget.tensor([F(1, 2**14)])
            assert np.isfinite((x / budget.tensor([F(1, 2**14)])).e[0])
            assert (x / budget.tensor([F(1, 2**20)])).e[0] == np.inf

    def test_float64_has_none_but_its_own(self):
        with Budget(FLOAT64) as budget:
            assert np.isfinite((budget.tensor([F(2) ** 511]) * budget.tensor([F(2) ** 511])).e[0])


@pytest.mark.parametrize("base", [0.0, 0.5, 0.999, 1 - 2**-20, 1.0, 1 + 2**-12, 3.0])
def test_a_power_is_the_running_product_whatever_its_length(base):
    product, steps = 1.0, (0, 1, 1023, 1024, 1025, 2048, 2049, 9000)
    for n in range(max(steps) + 1):
        if n in steps:
            assert integer_power(base, n) == product
        product *= base
