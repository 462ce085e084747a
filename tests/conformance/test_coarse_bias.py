"""The mean of updates in 16 bits: what is a little wrong shows there, and what rounds correctly does not."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from goldstep.adapters.contract import Contract
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get as check
from goldstep.conformance.checks.coarse_bias import _counted
from goldstep.conformance.sensitivity import WrongRate, representative
from goldstep.conformance.subject import Selection
from goldstep.reference.registry import get

ROUNDOFF = Fraction(1, 2**8)


def judged(name, make):
    (cell,) = cells(Backend(name, make), Selection(dtypes=("bfloat16",)), check("bias"))
    return cell.judge(diagnose=False)


def of_rate(name, error):
    algorithm = get(name)
    return judged(name, lambda: WrongRate(algorithm, representative(algorithm), Fraction(error) * ROUNDOFF))


@pytest.mark.parametrize("name", ["adam", "adagrad", "sgd", "schedule_free", "power_sign"])
def test_a_rate_that_is_wrong_by_less_than_a_per_cent_is_convicted(name):
    assert of_rate(name, 0).verdict.value == "conforms"
    assert of_rate(name, 0).margin < 0.3
    for error in (2, -2, 256):
        wrong = of_rate(name, error)
        assert wrong.verdict.value == "violates"
        assert wrong.reason.startswith(f"the updates are too {'long' if error > 0 else 'short'} by ")
        assert wrong.clauses == ("STEP-5",)


class Truncating(WrongRate):
    """Cuts off what does not fit into bfloat16."""

    def init(self, setup):
        super().init(replace(setup, params=[np.array(p) for p in setup.params]))
        self.arithmetic.store = lambda x: cut(np.asarray(x))


def cut(x):
    mantissa, exponent = np.frexp(x)
    return np.ldexp(np.trunc(mantissa * 2**8), exponent - 8)


def test_truncation_is_convicted():
    adam = get("adam")
    found = judged("cut", lambda: Truncating(adam, "paper", Fraction(0)))

    assert found.verdict.value == "violates"
    assert "too short" in found.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("lion", "most updates are the same in 16 bits"),
        ("adafactor", "a step brings the elements of a tensor together"),
    ],
)
def test_what_shares_roundings_is_untested(name, reason):
    found = of_rate(name, 4)

    assert found.verdict.value == "untested"
    assert found.reason.startswith(reason)


def test_scalars_in_16_bits_share_their_rounding_with_all():
    adam = get("adam")
    made = type("Narrow", (WrongRate,), {"contract": Contract(constants="tensor")})
    found = judged("narrow", lambda: made(adam, "paper", Fraction(0)))

    assert found.reason == "scalars that are held in 16 bits round all elements of a step to the same side"


def test_equal_updates_count_once_and_mantissas_limit_all():
    assert _counted(np.full(1000, 3.0), 8) == 1
    assert _counted(np.array([3.0, 6.0, -12.0, 5.0]), 8) == 16 / 10
    assert _counted(np.linspace(1, 2, 1000, endpoint=False), 8) == 128
