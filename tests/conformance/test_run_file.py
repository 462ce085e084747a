"""The run file: complete, in order, described by a schema, and honest when a run was cut short."""

import copy
import json
import os
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from goldstep import __version__
from goldstep.adapters.contract import Contract, Info
from goldstep.adapters.loading import Backend
from goldstep.conformance import runfile
from goldstep.conformance.header import header
from goldstep.conformance.run_reader import read
from goldstep.conformance.runfile import FORMAT
from goldstep.conformance.table import contracts, counts
from goldstep.golden.store import Store

GOLDSTEP = str(Path(sys.executable).with_name("goldstep"))
BACKENDS = Path(__file__).parents[1] / "backends"
SCHEMA = json.loads(files("goldstep.conformance").joinpath("run-file.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SELECTED = ("--check", "one-step", "--check", "trajectory", "--check", "bias")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def lines(goldstep, kept):
    """The run file of a backend with violations: everything that a line can hold."""
    path = kept / "keras.jsonl"
    if not path.exists():
        goldstep("check", "wrong_adapters:Keras", *SELECTED, "--run-file", path, code=1)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_line_is_as_the_schema_says(lines):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == f"urn:goldstep:run-file:{FORMAT}"
    for line in lines:
        VALIDATOR.validate(line)
    assert {"departure", "diagnosis", "message"} <= {key for line in lines for key in line}


@pytest.mark.parametrize(
    ("kind", "place", "value"),
    [
        ("header", ["format"], "2.0.0"),
        ("header", ["golden_digest"], "abc"),
        ("header", ["environment", "numpy"], 2),
        ("header", ["kind"], "result"),
        ("result", ["id"], "one-step"),
        ("result", ["verdict"], "passes"),
        ("result", ["verdict"], "untested"),  # without a reason
        ("result", ["margin"], -1.0),
        ("result", ["clauses"], ["adam-1"]),
        ("result", ["departure", "step"], "1"),
        ("result", ["surprise"], 1),
        ("footer", ["counts", "conforms"], -1),
        ("footer", ["counts", "fine"], 1),
        ("footer", ["complete"], None),
    ],
)
def test_a_changed_line_is_not(lines, kind, place, value):
    line = inner = copy.deepcopy(next(x for x in lines if x["kind"] == kind and x.get("verdict") in (None, "violates")))
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(line)


def test_the_header_says_what_was_judged_by_what(lines):
    header = lines[0]
    assert header["suite"] == __version__
    assert header["golden_digest"] == Store().index["digest"]
    assert header["backend"] == {
        "adapter": "wrong_adapters:Keras",
        "name": "claims",
        "version": "1",
        "contracts": {},
        "contracts_in": {},
        "unasked": [],
    }


def test_results_are_sorted_and_counted(lines):
    _, *results, footer = lines
    ids = [result["id"] for result in results]
    assert ids == sorted(set(ids))
    assert footer == {"kind": "footer", "counts": counts(results), "results": len(ids), "complete": True}
    assert footer["counts"]["violates"] > 0


def test_parallel_processes_write_the_same(goldstep, kept, lines):
    goldstep("check", "wrong_adapters:Keras", *SELECTED, "-n", 2, "--run-file", kept / "parallel.jsonl", code=1)
    parallel = [json.loads(line) for line in (kept / "parallel.jsonl").read_text().splitlines()]
    for line in [*parallel, *lines]:
        line.pop("diagnosis", None)  # each process diagnoses a few failures
        line.pop("message", None)
    assert parallel == lines


@pytest.mark.parametrize("complete", [False, True])
def test_an_interrupted_run_says_that_it_is_not_complete(tmp_path, lines, complete):
    path = tmp_path / "run.jsonl"
    runfile.write(str(path), lines[0], lines[1:3], complete=complete)
    _, results, footer = read(str(path))
    assert results == lines[1:3]
    assert footer["complete"] is complete


def test_a_place_where_none_can_be_written_is_refused_before_the_run(goldstep, tmp_path):
    (tmp_path / "file").write_text("")
    shown = goldstep("check", "numpy", "--run-file", "file/run.jsonl", code=2)
    assert "cannot write 'file/run.jsonl': Not a directory" in shown


def test_what_an_adapter_says_of_its_environment_is_written_as_text(tmp_path):
    odd = Backend("odd", lambda: SimpleNamespace(info=lambda: Info("odd", None, {}, environment={"cuda": {1}})))
    runfile.write(str(tmp_path / "run.jsonl"), header(odd), [], complete=True)
    written, _, _ = read(str(tmp_path / "run.jsonl"))
    VALIDATOR.validate(written)
    assert written["environment"]["cuda"] == "{1}"


def test_the_header_says_what_contracts_were_declared():
    """What is as usual is left out, but for an algorithm that is as usual where the others are not."""
    wide, usual = Contract(coefficients="working", flushes_subnormals=True), Contract()
    info = Info(
        "odd", "1", {}, contract=wide, contracts={"adam": usual, "sgd": wide, "nadam": Contract(scalars="single")}
    )
    written = header(Backend("odd", lambda: SimpleNamespace(info=lambda: info)))
    VALIDATOR.validate(written)
    assert written["backend"]["contracts"] == {
        "*": {"coefficients": "working", "flushes_subnormals": True},
        "adam": {},
        "sgd": {"coefficients": "working", "flushes_subnormals": True},
        "nadam": {"scalars": "single"},
    }
    lines = [{"algorithm": n, "mode": "m"} for n in ("adam", "sgd", "lion", "adamw", "adamax", "nadam")]
    assert contracts(written, lines) == [
        "declared contract of sgd, lion, adamw and 1 more: coefficients = working, flushes_subnormals = True",
        "declared contract of nadam: scalars = single",
    ]
    assert contracts(written, lines[:1]) == []
    assert contracts(written, lines[1:2]) == ["declared contract: coefficients = working, flushes_subnormals = True"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_through_a_fifo_the_results_come_as_they_are_found(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    command = [GOLDSTEP, "check", "numpy", "--algorithm", "sgd", "--check", "trajectory", "--check", "one-step"]
    process = subprocess.Popen([*command, "--run-file", "fifo"], cwd=tmp_path, stdout=subprocess.DEVNULL)
    with open(tmp_path / "fifo") as fifo:
        text = fifo.read()
    assert process.wait(60) == 0
    (tmp_path / "run.jsonl").write_text(text)
    _, results, footer = read(str(tmp_path / "run.jsonl"))
    ids = [line["id"] for line in results]
    assert ids != sorted(ids)  # in the order of the plan
    assert footer["complete"]


def test_a_run_that_is_killed_leaves_what_it_has_found(tmp_path, goldstep):
    command = [GOLDSTEP, "check", "numpy", "--algorithm", "muon", "--run-file", "run.jsonl"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    path = tmp_path / "run.jsonl"
    while not path.exists() or path.read_bytes().count(b"\n") < 4:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    _, results, footer = read(str(path))
    assert len(results) >= 2
    assert footer["complete"] is False
    assert "The run was interrupted: these are not all results." in goldstep("report", "run.jsonl")


def test_a_run_file_that_cannot_be_written_on_does_not_stop_the_run(tmp_path):
    """The verdict stays; where there is none that fails, what could not be written does."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))"
    pytest.importorskip("resource")
    (tmp_path / "sitecustomize.py").write_text(
        f"import signal, sys\n{limit}\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    )
    for adapter, code in (("numpy", 2), ("wrong_adapters:Keras", 1)):
        words = ["--algorithm", "adam", "--check", "one-step", "--dtype", "float64", "--run-file", "run.jsonl"]
        done = subprocess.run(
            [GOLDSTEP, "check", adapter, *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(BACKENDS), str(tmp_path)])},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, done.stderr
        assert done.stderr.endswith("error: cannot write 'run.jsonl': File too large\n")
        assert "conform" in done.stdout if code == 2 else "violate" in done.stdout
        assert read(str(tmp_path / "run.jsonl"))[2]["complete"] is False
