"""Over lines of JSON a program lives as it would in this process: it saves, grows, and goes without gradients."""

import sys
from pathlib import Path

import numpy as np
import pytest

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import load
from goldstep.adapters.process import record, wire
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection

LIVING = Path(__file__).with_name("process_backends") / "living.py"
LIVES = ("missing", "joins", "restore", "groups")


def verdicts(kind, *names):
    """Of these lives of one Adam."""
    backend = load(f"cmd:{sys.executable} {LIVING} {kind}")
    chosen = cells(backend, Selection(algorithms=("adam",), dtypes=("float64",)), get("life"))
    return {
        cell.name: cell.judge(diagnose=False).verdict
        for cell in chosen
        if cell.subject.variant_name == "pytorch-2.13" and cell.name in names
    }


def test_a_program_is_judged_through_its_life():
    found = verdicts("", *LIVES)
    assert found.keys() == set(LIVES)
    assert set(found.values()) <= {Verdict.CONFORMS, Verdict.VARIANT}


@pytest.mark.parametrize(("kind", "life"), [("forgets", "restore"), ("counts", "missing"), ("writes", "gradients")])
def test_what_is_wrong_in_it_shows_through_the_lines(kind, life):
    assert verdicts(kind, life) == {life: Verdict.VIOLATES}


def test_what_is_missing_is_null():
    arrays = wire.from_arrays([None, np.ones(2)])
    assert arrays == [None, {"shape": [2], "data": [1.0, 1.0]}]
    assert wire.to_arrays(arrays, "gradient")[0] is None
    with pytest.raises(AdapterError, match="must be"):
        wire.to_slots({"m": [None]})


def test_nothing_over_lines_is_in_place():
    info = wire.parse(wire.dump(record.from_info(load("numpy").info)))
    assert "in_place" not in info
    assert record.to_info(info).missing
    with pytest.raises(AdapterError, match="'missing' must be true or false"):
        record.to_info({**info, "missing": "yes"})
    with pytest.raises(AdapterError, match="unknown 'in_place'"):
        record.to_info({**info, "in_place": True})
