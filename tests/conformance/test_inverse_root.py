"""Inverse square roots from a guess of the processor and a step of Newton, as Eigen has them in float32."""

import numpy as np
import pytest

from goldstep.adapters.contract import Contract
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get as check
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.reorderings import Lazy, Reciprocal, Reordered
from goldstep.conformance.subject import Selection
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dependencies import takes_roots
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT32, FLOAT64
from goldstep.reference.errors import UnknownName
from goldstep.reference.registry import get

GUESS = (
    0.7 * 2.0**-12
)  # the relative error of the guess, so that one step leaves a mean of -0.25 units in the last place


def inverse_root(x):
    """The step of Eigen: ``y + (-y/2) ((x y) y - 1)``, with fused multiply-add."""
    x = np.asarray(x, np.float32)
    wide = np.float64
    with np.errstate(divide="ignore", invalid="ignore"):
        error = GUESS * np.sin((x.view(np.uint32) & 0xFFFFFF).astype(wide))  # the same for numbers 4^k times as large
        y = (1 / np.sqrt(x.astype(wide)) * (1 + error)).astype(np.float32)
        h = ((x * y).astype(np.float32).astype(wide) * y - 1).astype(np.float32)
        return np.where(np.isfinite(y), (y * np.float32(-0.5)).astype(wide) * h + y, y).astype(np.float32)


class Rooted(Reordered):
    """Square roots as ``x * rsqrt(x)`` with these inverse roots."""

    def __init__(self, dtype):
        super().__init__(dtype, Reciprocal)

    def sqrt(self, x):
        if not isinstance(x, Lazy):
            return super().sqrt(x)
        own = x.value.astype(np.float32)
        return x._own(np.where(own == 0, own, own * inverse_root(own)).astype(self._width))


def backend(name, variant, inverse):
    class Eigen(Performer):
        contract = Contract(inverse_root=inverse)

        def info(self):
            info = super().info()
            return type(info)(**{**vars(info), "dtypes": ("float32",)})

    return Backend("eigen", lambda: Eigen(get(name), variant, Rooted))


def outcomes(name, variant, inverse):
    return {c.id: c.judge(diagnose=False) for c in cells(backend(name, variant, inverse), Selection())}


def test_the_inverse_root_is_within_two_units_and_biased():
    x = (2.0 ** np.random.Generator(np.random.PCG64(0)).uniform(-20, 20, 100000)).astype(np.float32)
    exact = 1 / np.sqrt(x.astype(np.longdouble))
    error = (inverse_root(x) - exact) / np.spacing(exact.astype(np.float32))
    assert np.abs(error).max() < 2
    assert -0.3 < error.mean() < -0.2


@pytest.mark.parametrize(("name", "variant"), [("adam", "paper"), ("rmsprop", "optax-0.2.8")])
def test_a_contract_that_says_so_has_no_alarm_and_no_check_of_bias(name, variant):
    declared = outcomes(name, variant, "approximate")
    assert [i for i, outcome in declared.items() if outcome.failed] == []
    (bias,) = (outcome for i, outcome in declared.items() if i.startswith("bias/"))
    assert bias.verdict is Verdict.UNTESTED
    assert bias.reason == "inverse square roots that are approximate have a bias"

    silent = outcomes(name, variant, "rounded")
    assert [i.split("/")[0] for i, outcome in silent.items() if outcome.failed] == ["bias"]


def test_it_may_be_so_in_float32_alone():
    single = Contract(inverse_root="approximate-single")
    assert [single.approximates(dtype) for dtype in (FLOAT32, FLOAT64, BFLOAT16)] == [True, False, False]
    assert single.root(FLOAT32) == Contract(inverse_root="approximate").root(FLOAT64) > single.root(FLOAT64)
    assert Contract(inverse_root="approximate-single", state="single").approximates(BFLOAT16)


def test_bias_is_judged_where_no_step_takes_a_root():
    (cell,) = cells(backend("sgd", "paper", "approximate"), Selection(), check("bias"))
    assert cell.judge().verdict is Verdict.CONFORMS
    assert not takes_roots(get("sgd"), get("sgd").variant("paper"))
    assert takes_roots(get("clip_by_norm"), get("clip_by_norm").variants[0])


def test_the_charge_covers_two_units_in_the_last_place():
    x = (2.0 ** np.random.Generator(np.random.PCG64(1)).uniform(-2, 2, 1000)).astype(np.float32).astype(np.float64)
    for inverse, units in (("rounded", 1.0), ("approximate", 4.0)):
        with Budget(FLOAT32, Contract(inverse_root=inverse)) as budget:
            bound = budget.sqrt(budget.array(x))
            quotient = budget.array(np.ones(1000)) / bound
        worst = np.sqrt(x) * (1 + units * FLOAT32.roundoff) * (1 + FLOAT32.roundoff)
        assert (np.abs(worst - np.sqrt(x)) <= bound.e * (1 + 1e-6)).all()
        assert (quotient.e >= (units + 1) * FLOAT32.roundoff / np.sqrt(x)).all()


def test_a_word_that_nobody_knows():
    with pytest.raises(
        UnknownName, match="unknown inverse_root 'fast'; known: approximate, approximate-single, rounded"
    ):
        Contract(inverse_root="fast")
