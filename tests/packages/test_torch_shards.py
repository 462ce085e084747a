"""Runs of torch over processes, each with a part of every tensor: as right as alone, convicted where they are not."""

import re

import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import outcomes
from goldstep.conformance.checks import get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection

pytest.importorskip("goldstep.adapters.torch", exc_type=ImportError)
CHECKS = [get(name) for name in ("one-step", "trajectory")]


def judged(name, backend, algorithm, checks=CHECKS):
    selection = Selection((algorithm,), ("float32",), ("fsdp2",))
    return [outcome for _, outcome in outcomes(Backend(name, backend), selection, checks)]


@pytest.mark.parametrize("algorithm", ["adamw", "amsgrad", "clip_by_value"])
def test_a_step_over_two_processes_conforms(algorithm):
    found = judged("torch", load("torch").make, algorithm, [*CHECKS, get("smoke")])

    assert {o.verdict for o in found} <= {Verdict.CONFORMS, Verdict.VARIANT, Verdict.SOUND}
    assert len(found) > 2


def test_what_is_saved_in_parts_is_taken_up_in_parts():
    found = judged("torch", load("torch").make, "rmsprop", [get("life")])
    kept = [o for o in found if "STEP-11" in o.clauses and o.judged]

    assert kept
    assert all(not o.failed for o in found)


@pytest.mark.parametrize(
    ("name", "algorithm", "reason"),
    [
        ("LocalNorm", "clip_by_global_norm", ""),
        ("OwnRates", "adamw", ""),
        ("Fails", "adamw", "in process 1 of 2: .*ZeroDivisionError"),
    ],
)
def test_what_is_wrong_with_one_part_is_convicted(name, algorithm, reason):
    wrong = pytest.importorskip("wrong_shards")
    found = judged(name, getattr(wrong, name), algorithm, CHECKS[:1])

    assert any(o.verdict is (Verdict.ERROR if reason else Verdict.VIOLATES) for o in found)
    assert all(re.search(reason, o.reason, re.S) for o in found)


def test_what_torch_does_not_share_out_is_untested():
    found = judged("torch", load("torch").make, "rprop", CHECKS[:1])

    assert {o.verdict for o in found} == {Verdict.UNTESTED}
    assert all("torch does not have it for shared parameters" in o.reason for o in found)
