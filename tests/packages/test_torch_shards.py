"""Runs of torch over processes, each with a part of something: as right as alone, convicted where they are not."""

import re

import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import cells, outcomes
from goldstep.conformance.checks import get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection

pytest.importorskip("goldstep.adapters.torch", exc_type=ImportError)
CHECKS = [get(name) for name in ("one-step", "trajectory")]
GOOD = {Verdict.CONFORMS, Verdict.VARIANT, Verdict.SOUND}


def judged(backend, mode, algorithm, checks=CHECKS):
    selection = Selection((algorithm,), ("float32",), (mode,))
    return [outcome for _, outcome in outcomes(Backend(f"{mode}-{algorithm}", backend), selection, checks)]


@pytest.mark.parametrize(
    ("mode", "algorithm"),
    [
        ("fsdp2", "adamw"),
        pytest.param("fsdp2", "amsgrad", marks=pytest.mark.whole),
        pytest.param("fsdp2", "clip_by_value", marks=pytest.mark.whole),
        ("ddp", "adamw"),
        ("ddp", "clip_by_global_norm"),
        ("zero", "adamw"),
    ],
)
def test_a_step_over_processes_conforms(mode, algorithm):
    found = judged(load("torch").make, mode, algorithm, [*CHECKS, get("smoke")])

    assert {o.verdict for o in found} <= GOOD
    assert all(o.clauses[-1] == "STEP-20" for o in found)
    assert len(found) > 2


LIVES = [
    ("fsdp2-checkpoint", "adamw", "restore"),
    ("zero", "adamw", "restore"),
    ("ddp", "adamw", "missing"),
    pytest.param("fsdp2", "rmsprop", "restore", marks=pytest.mark.whole),
    pytest.param("zero", "adamw", "late", marks=pytest.mark.whole),
]


@pytest.mark.parametrize(("mode", "algorithm", "name"), LIVES)
def test_a_run_over_processes_lives_as_one_alone(mode, algorithm, name):
    selection = Selection((algorithm,), ("float32",), (mode,))
    found = [c.judge(diagnose=False) for c in cells(load("torch"), selection, get("life")) if c.name == name]

    assert found
    assert {o.verdict for o in found} <= GOOD, [o.reason for o in found]


@pytest.mark.parametrize(
    ("algorithm", "mode"), [("clip_by_global_norm", "fsdp2"), ("adamw", "fsdp2"), ("adamw", "ddp")]
)
def test_what_is_wrong_with_one_part_is_convicted(algorithm, mode):
    import wrong_shards as wrong  # needs torch

    found = judged(wrong.Wrong, mode, algorithm, CHECKS[:1])

    assert any(o.verdict is Verdict.VIOLATES and "STEP-20" in o.clauses for o in found), [o.reason for o in found]


@pytest.mark.parametrize(
    ("name", "mode", "reason"),
    [
        ("Wrong", "zero", "after the same steps, process 1 has other values than process 0"),
        ("Fails", "fsdp2", "in process 1 of 2: .*ZeroDivisionError"),
    ],
)
def test_processes_that_do_not_agree_are_an_error(name, mode, reason):
    import wrong_shards as wrong  # needs torch

    found = judged(getattr(wrong, name), mode, "adamw", CHECKS[:1])

    assert {o.verdict for o in found} == {Verdict.ERROR}
    assert all(re.search(reason, o.reason, re.S) for o in found)


def test_what_torch_does_not_share_out_is_untested():
    found = judged(load("torch").make, "fsdp2", "rprop", CHECKS[:1])

    assert {o.verdict for o in found} == {Verdict.UNTESTED}
    assert all("torch does not have it for shared parameters" in o.reason for o in found)
