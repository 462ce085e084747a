"""The budget of Muon's iteration: what rounding of every kind can do to it, and errors that come in, stays within.

Each polynomial is evaluated in a simulated 8, 11 or 24 bit arithmetic by several orders of operations, and compared
with the exact one of unperturbed input; errors come in at random, at the worst place of the bound, and along the
singular vectors to which the slope belongs.
"""

import random
from fractions import Fraction as F

import numpy as np
import pytest

from goldstep.reference.arithmetics.bound import norm
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.arithmetics.rounding import Contract

QUINTIC, CLASSICAL, CUBIC = (3.4445, -4.775, 2.0315), (1.875, -1.25, 0.375), (1.5, -0.5, 0.0)
SHAPES = [(1, 3), (2, 2), (3, 2), (2, 4), (4, 4)]


def evaluated(x, a, b, c, dtype, order):
    """One polynomial with every operation rounded, with fused scalings, or with the gram matrix factored out."""
    turned = x.shape[0] > x.shape[1]
    x = x.T if turned else x

    def r(v):
        return rounded(v, dtype)

    a, b, c = (float(r(np.float64(k))) for k in (a, b, c))
    gram = r(x @ x.T)
    square = r(gram @ gram)
    if order == "separate":
        y = r(r(a * x) + r(r(r(b * gram) + r(c * square)) @ x))
    elif order == "fused":
        y = r(a * x + r(b * gram + c * square) @ x)
    else:
        inner = r(r(b * np.eye(len(gram)) + c * gram) @ gram)
        y = r(r(a * x) + r(inner @ x))
    return y.T if turned else y


def exactly(x, coefficients, shape, times=1):
    """In ball arithmetic, as the nearest float64."""
    with Arb(192) as arb:
        ball = arb.floats(x.reshape(-1).tolist())
        for _ in range(times):
            ball = arb.odd_polynomial(ball, shape, *(arb.number(F(k)) for k in coefficients))
        return np.array([float(v.mid()) for v in ball]).reshape(shape)


def matrices(shape, seed):
    """A random matrix of norm 1, and one all of whose singular values are equal."""
    generator = np.random.Generator(np.random.PCG64(seed))
    x = generator.standard_normal(shape)
    u, _, v = np.linalg.svd(x, full_matrices=False)
    return [x / np.linalg.norm(x), u @ v / np.sqrt(min(shape))]


def errors(x, size, seed):
    """Errors within `size` elementwise: random signs, away from 0, and along a pair of singular vectors."""
    source = random.Random(seed)
    u, _, v = np.linalg.svd(x, full_matrices=False)
    along = np.outer(u[:, -1], v[-1])
    yield size * np.array([source.choice((-1, 1)) for _ in range(x.size)]).reshape(x.shape)
    yield size * np.where(x < 0, -1.0, 1.0)
    yield size * along / np.abs(along).max()


@pytest.mark.parametrize("dtype", [BFLOAT16, FLOAT16, FLOAT32], ids=lambda d: d.name)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("coefficients", [QUINTIC, CLASSICAL, CUBIC], ids=["quintic", "classical", "cubic"])
def test_rounding_and_incoming_errors_stay_within_the_budget(coefficients, shape, dtype):
    for seed in range(4):
        for x in matrices(shape, seed):
            exact = exactly(x, coefficients, shape)
            for size in (0.0, 2.0**-10, 2.0**-4):
                for error in errors(x, size, seed):
                    given = rounded(x + error, dtype)
                    with Budget(dtype) as budget:
                        bound = budget.held(x.reshape(-1))
                        bound.e = np.abs(given - x).reshape(-1)
                        constants = [budget.constant(F(k)) for k in coefficients]
                        e = budget.odd_polynomial(bound, shape, *constants).e.reshape(shape)
                    for order in ("separate", "fused", "factored"):
                        assert (np.abs(evaluated(given, *coefficients, dtype, order) - exact) <= e).all()


@pytest.mark.parametrize("dtype", [FLOAT16, FLOAT32], ids=lambda d: d.name)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_five_iterations_stay_within_the_propagated_budget(shape, dtype):
    for seed in range(3):
        for x in matrices(shape, seed):
            got = rounded(x, dtype)
            with Budget(dtype) as budget:
                bound = budget.array(x.reshape(-1))
                for k in range(1, 6):
                    bound = budget.odd_polynomial(bound, shape, *(budget.constant(F(c)) for c in QUINTIC))
                    got = evaluated(got, *QUINTIC, dtype, ("separate", "fused", "factored")[(k + seed) % 3])
                    gap = np.abs(got - exactly(x, QUINTIC, shape, k)).reshape(-1)
                    assert not (gap > bound.e).any()  # NaN means infinity: so large an error may overflow
                    assert not norm(gap) > bound.frobenius
                    assert np.isfinite(bound.e).all() or dtype is FLOAT16


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_power_that_overflows_has_no_budget_though_its_coefficient_is_zero(shape):
    """0 times infinity is NaN in a backend; powers that fit cost what they did."""
    for size, finite in ((2.0**4, True), (2.0**40, False)):
        with Budget(FLOAT32) as budget:
            x = budget.array(np.full(shape, size).reshape(-1))
            bound = budget.odd_polynomial(x, shape, *(budget.constant(F(c)) for c in CUBIC))
        with np.errstate(all="ignore"):
            found = evaluated(np.full(shape, size), *CUBIC, FLOAT32, "separate")
        assert np.isfinite(found).all() == finite
        assert np.isfinite(bound.e).all() == finite
        assert finite or not np.isfinite(bound.e).any()


def test_the_norm_of_the_error_does_not_grow_with_the_number_of_elements():
    """A hundred equal elements: the second bound would be ten times as large, had the first one been spread."""
    x = np.full(100, 0.1)
    with Budget(FLOAT64) as budget:
        bound = budget.held(x)
        bound.e = np.full(100, 2.0**-40)
        for _ in range(3):
            bound = budget.odd_polynomial(bound, (10, 10), *(budget.constant(F(k)) for k in CUBIC))
    assert bound.e.max() <= 1.5**3 * 10 * 2.0**-40 * (1 + 2.0**-6)


def test_one_iteration_in_bfloat16_can_be_judged_and_five_cannot():
    """Normalisation included, as torch does it: the bound of an update of about a half."""
    x = matrices((2, 2), 1)[1].reshape(-1)
    with Budget(FLOAT32, Contract(matrices="bfloat16")) as budget:
        coefficients = [budget.constant(F(k)) for k in QUINTIC]
        bound = budget.to_matrices(budget.array(x))
        bound = bound / budget.norm(bound)
        found = []
        for _ in range(5):
            bound = budget.odd_polynomial(bound, (2, 2), *coefficients)
            found.append(float(budget.from_matrices(bound).e.max()))
    assert found[0] < 0.3
    assert not found[-1] < 1e3


def test_what_underflows_in_bfloat16_is_charged_there():
    tiny = F(2) ** -100
    with Budget(FLOAT64, Contract(matrices="bfloat16")) as budget:
        x = budget.to_matrices(budget.tensor([tiny]))
        assert (x * x).e[0] >= BFLOAT16.smallest_subnormal
