"""The check of bias is not for sums with a decimal constant, whose roundings agree from step to step."""

import numpy as np
import pytest

from goldstep.adapters.loading import load
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get as check
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection
from goldstep.reference.arithmetics.dependencies import constants_of
from goldstep.reference.registry import get


def test_adding_a_decimal_constant_is_biased_within_a_binade():
    x = 2 + 2 * np.random.Generator(np.random.PCG64(0)).random(10000)
    constant = np.longdouble(1e-6)
    error = ((x + 1e-6) - (x + constant)) / x / 2.0**-53
    assert error.mean() > 20 * error.std() / 100


@pytest.mark.parametrize(
    ("name", "variant", "verdict"),
    [
        ("clip_by_norm", "pytorch-2.13", Verdict.UNTESTED),
        ("clip_by_norm", "keras-3.15", Verdict.CONFORMS),
        ("schedule_free", "pytorch-optimizer-4.1", Verdict.UNTESTED),
        ("adam", "pytorch-2.13", Verdict.CONFORMS),
    ],
)
def test_it_is_run_only_without_one(name, variant, verdict):
    found = [
        cell.judge()
        for cell in cells(load("numpy"), Selection((name,), ("float64",)), check("bias"))
        if cell.subject.variant_name == variant
    ]
    assert {outcome.verdict for outcome in found} <= {verdict, Verdict.VARIANT}
    assert verdict is not Verdict.UNTESTED or "decimal constant" in found[0].reason


def test_the_constants_of_a_step():
    decimal = {float(x) for x in constants_of(get("clip_by_norm"), get("clip_by_norm").variant("pytorch-2.13"))}
    assert 1e-6 in decimal
    assert not constants_of(get("sgd"), get("sgd").variant("paper"))
