"""The smallest error that is convicted: measured by a correct backend, and the table of the page is what comes out."""

import json
import random

import pytest

from goldstep.conformance.checks import get
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.sensitivity import DTYPES_SHOWN, BrokenControl, Threshold, known, measure, record, threshold
from goldstep.reference.errors import GoldstepError
from goldstep.reference.registry import get as algorithm
from goldstep.spec.clauses import FOLDER

TABLE = json.loads((FOLDER / "sensitivity.json").read_text(encoding="utf-8"))
CELLS = [(name, dtype) for name in TABLE for dtype in DTYPES_SHOWN]
SOME = random.Random(10).sample(CELLS, 2)


@pytest.mark.parametrize(("name", "dtype"), [*SOME, ("adam", "bfloat16"), ("muon_adamw", "bfloat16")])
def test_the_table_is_what_is_measured(name, dtype):
    """Where a budget has changed: `goldstep sensitivity --output spec/sensitivity.json`."""
    (row,) = record([measure(name, dtype)]).values()
    assert row == {"variant": TABLE[name]["variant"], dtype: TABLE[name][dtype]}


def test_the_table_is_whole():
    assert list(TABLE) == known()
    for row in TABLE.values():
        assert list(row) == ["variant", *DTYPES_SHOWN]
        for dtype in DTYPES_SHOWN:
            assert list(row[dtype]) == ["one-step", "trajectory", "monte-carlo", "all"]
            exponents = [x for x in row[dtype].values() if isinstance(x, int)]
            assert row[dtype]["all"] == min(exponents, default=None)


def test_a_backend_that_is_wrong_by_itself_measures_nothing():
    wrong = of_algorithm("sgd")[0]
    with pytest.raises(BrokenControl, match="is convicted by one-step with its own rate"):
        threshold(wrong.build(), wrong.variant, "float64", ["one-step"])


def test_what_is_convicted_is_convicted_with_a_larger_error_as_well():
    """Bisection rests on it."""
    sgd, least = algorithm("sgd"), TABLE["sgd"]["float32"]["one-step"]
    for below in range(least + 1, 25, 6):
        assert threshold(sgd, "paper", "float32", ["one-step"], below=below) == Threshold(least)
    assert threshold(sgd, "paper", "float32", ["one-step"], below=least) == Threshold(None)


def test_a_check_that_has_nothing_to_say_is_untested():
    assert get("monte-carlo")
    assert measure("sgd", "bfloat16", ["monte-carlo"]).thresholds["monte-carlo"] == Threshold(None, judged=False)


def test_what_has_no_learning_rate_is_refused():
    with pytest.raises(GoldstepError, match="ema has no learning rate"):
        measure("ema", "float64")


def test_the_command(run, tmp_path):
    file = tmp_path / "out.json"
    shown = run("sensitivity", "sgd", "--dtype", "float32", "--check", "one-step", "--output", file)
    assert shown.splitlines()[0] == "sgd                float32   one-step 2 u = 1e-07"
    assert json.loads(file.read_text()) == {"sgd": {"variant": "paper", "float32": {"one-step": 1}}}
    assert "monte-carlo untested" in run("sensitivity", "sgd", "--dtype", "bfloat16", "--check", "monte-carlo")
    assert "there is no folder" in run("sensitivity", "sgd", "--output", tmp_path / "no" / "x.json", code=2)
    assert "unknown algorithm" in run("sensitivity", "sdg", code=2)
