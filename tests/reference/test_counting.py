"""What schedules are made of: cosines of parts of pi, decisions by integers, uncertain scalars, written counters."""

import math
import operator
import random
from fractions import Fraction as F

import numpy as np
import pytest

from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dependencies import clauses_behind
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64
from goldstep.reference.arithmetics.exact import Arb, Mpf, Rational
from goldstep.reference.arithmetics.expression import Expression, StepNumber, Symbol
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.formula import Formula
from goldstep.reference.arithmetics.montecarlo import REPLICATES, MonteCarlo
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.registry import get

NUMPY = {FLOAT64: np.float64, FLOAT32: np.float32}
WORKING = Contract(constants="working", coefficients="working", scalars="working")
KNOWN = {F(0): 1, F(1, 3): F(1, 2), F(1, 2): 0, F(2, 3): F(-1, 2), F(1): -1, F(4, 3): F(-1, 2), F(3, 2): 0, F(5): -1}


class TestCosine:
    @pytest.mark.parametrize("turns", [0, -2, 2, 10**9 * 2])
    def test_rational_where_it_is(self, turns):
        for x, expected in KNOWN.items():
            assert Rational().cos_pi(x + turns) == Rational().cos_pi(-x - turns) == expected

    @pytest.mark.parametrize("x", [F(1, 4), F(1, 5), F(1, 6), F(1, 2) + F(1, 10**9)])
    def test_undecided_where_it_is_not(self, x):
        with pytest.raises(Undecided, match="is not rational"):
            Rational().cos_pi(x)

    def test_the_engines_agree_and_enclose(self):
        for x, expected in {**KNOWN, F(1, 4): None, F(2**24 + 1, 2**24 + 3): None}.items():
            with Arb(256) as arb, Mpf(256) as mpf:
                low, high = arb.enclosure(arb.cos_pi(arb.number(x)))
                beside = mpf.enclosure(mpf.cos_pi(mpf.number(x)))[0]
            assert low - F(1, 2**250) <= beside <= high + F(1, 2**250)
            assert expected is None or low <= expected <= high
            assert high - low < F(1, 2**240)
            with Budget(FLOAT64) as budget:
                allowed = F(budget.cos_pi(budget.scheduled(x)).e)
            assert abs(F(Floats().cos_pi(float(x))) - beside) <= allowed

    def test_random_rounding_spreads_around_it(self):
        arithmetic = MonteCarlo(FLOAT32, WORKING)
        spread = arithmetic.cos_pi(arithmetic.scheduled(F(1, 3))).v
        assert 0 < np.max(np.abs(spread - 0.5)) < 8 * FLOAT32.roundoff

    def test_written(self):
        x = Formula(get("cosine_annealing"), StepNumber(1000, "t")).cos_pi(Symbol("p"))
        assert x.latex == r"\cos(\pi p)"

    def test_its_clauses_go_on(self):
        algorithm = get("cosine_annealing")
        behind = clauses_behind(algorithm, algorithm.variant("paper"), "theta", 2)
        assert set(behind) >= {"COSINE-ANNEALING-1", "COSINE-ANNEALING-2", "COSINE-ANNEALING-3"}


def orders(e, T, kind):
    """The ways in which backends write the curve (1 + cos(pi e / T)) / 2, and the cosine alone."""
    e, T, pi, one, two = (kind(x) for x in (e, T, math.pi, 1, 2))
    arguments = (pi * (e / T), pi * e / T, e * (pi / T), e * pi / T)
    for argument in arguments:
        yield np.cos(argument), "cos"
        yield one - two * np.sin(argument / two) ** two, "cos"
        yield (one + np.cos(argument)) / two, "curve"
        yield kind(0.5) + kind(0.5) * np.cos(argument), "curve"
        yield np.cos(argument / two) ** two, "curve"
        yield one - np.sin(argument / two) ** two, "curve"


def lengths():
    source = random.Random(1)
    yield from ((e, T) for T in (1, 2, 3, 7, 10, 31) for e in range(3 * T + 2))
    yield from ((source.randint(0, 2 * T), T) for T in (500, 997, 10**5 + 3) for _ in range(20))


@pytest.mark.parametrize("dtype", NUMPY, ids=lambda d: d.name)
def test_the_budget_of_a_cosine_covers_every_order_and_little_more(dtype):
    budget, largest = Budget(dtype, WORKING), 0.0
    with Arb(192) as arb, budget, np.errstate(all="raise", under="ignore"):
        for e, T in lengths():
            x = budget.number(F(e)) / budget.number(F(T))
            cosine = budget.cos_pi(x)
            bounds = {"cos": cosine, "curve": (1 + cosine) / 2}
            exact = arb.cos_pi(arb.number(F(e, T)))
            truth = {"cos": exact, "curve": (1 + exact) / 2}
            for got, name in orders(e, T, NUMPY[dtype]):
                assert got.dtype == NUMPY[dtype]
                off = abs(float(arb.number(F(float(got))) - truth[name]))
                assert off <= float(bounds[name].e), (e, T, name)
                largest = max(largest, off / float(bounds[name].e))
            assert float(cosine.e) < 16 * dtype.roundoff * (1 + math.pi * e / T)
    assert largest > 0.04


def test_an_argument_that_is_in_doubt_widens_the_budget():
    budget = Budget(FLOAT32, WORKING)
    third = budget.number(F(1, 3))
    for k in range(-8, 9):
        near = float(third.v) + k / 8 * float(third.e)
        assert abs(math.cos(math.pi * near) - 0.5) <= float(budget.cos_pi(third).e)


RELATIONS = {">": operator.gt, ">=": operator.ge, "==": operator.eq, "<": operator.lt, "<=": operator.le}


def unused():
    raise AssertionError("the branch that is not taken was worked out")


@pytest.mark.parametrize("relation", RELATIONS)
class TestWhen:
    @pytest.mark.parametrize(
        "arithmetic",
        [Arb(), Mpf(), Rational(), Floats(), Budget(FLOAT32), MonteCarlo(FLOAT32, WORKING)],
        ids=lambda a: type(a).__name__,
    )
    def test_integers_are_decided_exactly(self, arithmetic, relation):
        for m, n in ((2**24, 2**24 + 1), (2**24 + 1, 2**24 + 1), (2**53 + 1, 2**53)):
            one, two = arithmetic.number(F(1)), arithmetic.number(F(2))
            expected = one if RELATIONS[relation](m, n) else two
            assert arithmetic.when(m, relation, n, one, two) is expected

    def test_only_the_branch_that_is_taken_is_worked_out(self, relation):
        for m in (1, 2, 3):
            holds = RELATIONS[relation](m, 2)
            branches = (lambda: 1, unused) if holds else (unused, lambda: 1)
            assert Rational().when(m, relation, 2, *branches) == 1

    def test_a_formula_has_both(self, relation):
        formula = Formula(get("cosine_annealing"), StepNumber(1000, "t"))
        t, n = StepNumber(1000, "t"), StepNumber(3, "T")
        sign = {">": ">", ">=": r"\ge", "==": "=", "<": "<", "<=": r"\le"}[relation]
        written = formula.when(t - 1, relation, n, lambda: Symbol("a"), Symbol("b")).latex
        assert written == rf"\begin{{cases}} a & \text{{if }} t - 1 {sign} T \\ b & \text{{otherwise}} \end{{cases}}"
        assert formula.when(t, relation, n, Symbol("a"), lambda: Symbol("a")).latex == "a"


class TestUncertainScalars:
    budget = Budget(FLOAT32, WORKING)

    def third(self):
        return self.budget.number(F(1, 3))

    def test_what_rounding_could_decide_otherwise_covers_both_branches(self):
        x = self.third() * 3
        assert float(x.e) > 0
        for yes, no in ((F(2), F(3)), (F(3), F(2)), (F(1, 3), F(5, 3))):
            yes, no = self.budget.number(yes), self.budget.number(no)
            for relation in (">", ">="):
                found = self.budget.where(x, relation, self.budget.number(F(1)), lambda y=yes: y, lambda n=no: n)
                for branch in (yes, no):
                    assert abs(float(branch.v) - float(found.v)) + float(branch.e) <= float(found.e)
                    assert float(branch.a) <= float(found.a)
                assert float(found.e) <= abs(float(yes.v) - float(no.v)) + max(float(yes.e), float(no.e))

    def test_branches_that_meet_cost_next_to_nothing(self):
        x = self.third() * 3
        found = self.budget.where(x, ">", self.budget.number(F(1)), x, lambda: self.budget.number(F(1)))
        assert float(found.e) < 16 * FLOAT32.roundoff

    def test_what_is_certain_is_decided_and_the_other_branch_left_alone(self):
        two = self.budget.number(F(2))
        assert self.budget.where(self.third(), ">", self.budget.number(F(1)), unused, two) is two
        assert self.budget.where(two, ">=", two, two, unused) is two  # an exact tie

    def test_tensors_have_nowhere_to_meet(self):
        x, tensor = self.third() * 3, self.budget.tensor([F(1), F(2)])
        assert np.all(np.isinf(self.budget.where(x, ">", self.budget.number(F(1)), tensor, tensor).e))


class TestStepNumber:
    t, m, k = StepNumber(1000, "t"), StepNumber(3, "m"), StepNumber(4, "k")

    @pytest.mark.parametrize(
        ("make", "value", "latex"),
        [
            (lambda t, m, k: t - 1, 999, "t - 1"),
            (lambda t, m, k: t - 1 + 1, 1000, "t"),
            (lambda t, m, k: 2 + t, 1002, "t + 2"),
            (lambda t, m, k: t - 1 - m, 996, "t - 1 - m"),
            (lambda t, m, k: t - 1 - m - k, 992, "t - 1 - m - k"),
            (lambda t, m, k: t - (m + k), 993, "t - (m + k)"),
            (lambda t, m, k: t - (m - k), 1001, "t - (m - k)"),
            (lambda t, m, k: m + k, 7, "m + k"),
            (lambda t, m, k: 2 * m, 6, "2 m"),
            (lambda t, m, k: m * 2, 6, "2 m"),
            (lambda t, m, k: 2 * (t - 1), 1998, "2 (t - 1)"),
            (lambda t, m, k: t // m, 333, r"\lfloor t / m \rfloor"),
            (lambda t, m, k: (t - 1) // 2, 499, r"\lfloor (t - 1) / 2 \rfloor"),
            (lambda t, m, k: t // (m + k), 142, r"\lfloor t / (m + k) \rfloor"),
            (lambda t, m, k: 2 * (t // m), 666, r"2 \lfloor t / m \rfloor"),
            (lambda t, m, k: (t - 1) % m, 0, r"(t - 1) \bmod m"),
            (lambda t, m, k: (t - 1 - m) % (2 * k), 4, r"(t - 1 - m) \bmod (2 k)"),
            (lambda t, m, k: t % 7, 6, r"t \bmod 7"),
        ],
    )
    def test_counts_and_writes_itself(self, make, value, latex):
        counted = make(self.t, self.m, self.k)
        assert (int(counted), counted.latex) == (value, latex)
        assert make(1000, 3, 4) == value

    def test_is_an_operand_like_any_other(self):
        eta = Symbol(r"\eta")
        assert (eta * Expression.of(self.t - 1)).latex == r"\eta (t - 1)"
        assert (eta / Expression.of(self.t)).latex == r"\frac{\eta}{t}"
        assert (eta ** (self.t - 1)).latex == r"\eta^{t - 1}"

    def test_a_known_step_is_written_as_its_number(self):
        assert (StepNumber(5, "5") - 1).latex == "4"


def test_replicates_decide_by_integers_together():
    arithmetic = MonteCarlo(FLOAT32, WORKING)
    spread = arithmetic.when(2, "<", 3, arithmetic.number(F(1, 3)) * 3, unused)
    assert np.shape(spread.v)[0] == REPLICATES
