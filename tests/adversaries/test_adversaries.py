"""Every adversary gets the exit code and the verdicts that it must get; nothing hangs, and no cell is lost."""

import contextlib
import importlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from adversary import CHECK, HERE, PYTEST, PYTEST_TWO, TWO

from goldstep.conformance.cli.check import BROKEN, exit_code
from goldstep.conformance.request import Request
from goldstep.conformance.run_reader import read
from goldstep.conformance.table import kind
from goldstep.spec.clauses import FOLDER as PAGES

FOLDER = Path(__file__).parent
BIN = Path(sys.executable).parent
OURS = re.compile(r'File "(<string>|[^"]*/goldstep/)')  # in a traceback: an adversary may print one of its own
FAMILIES = ("ending", "raising", "changing", "declaring", "showing", "computing", "excusing", "hiding")

COMMANDS = {
    CHECK: ["goldstep", "check", "{}"],
    TWO: ["goldstep", "check", "{}", "-n", "2"],
    PYTEST: ["pytest", "--pyargs", "goldstep.conformance", "-p", "no:cacheprovider", "--goldstep-adapter", "{}"],
}
COMMANDS[PYTEST_TWO] = [*COMMANDS[PYTEST], "-n", "2", "--basetemp", "base"]


def table(family):
    """The adversaries of a module by their names."""
    return {
        name: x for name, x in vars(importlib.import_module(family)).items() if "expected" in getattr(x, "__dict__", {})
    }


ADVERSARIES = {(family, name): x.expected for family in FAMILIES for name, x in table(family).items()}
IN_A_COPY = [pytest.param(*key, id="-".join(key)) for key, expected in ADVERSARIES.items() if HERE in expected.ways]
AS_A_COMMAND = [
    pytest.param(
        *key,
        way,
        id=f"{'-'.join(key)}-{way.replace(' ', '')}",
        marks=[] if expected.often and way == expected.ways[0] else pytest.mark.whole,
    )
    for key, expected in ADVERSARIES.items()
    for way in expected.ways
    if way != HERE
]


def test_there_are_enough():
    assert len(ADVERSARIES) >= 80


def test_the_page_names_all_that_are_not_found_out():
    page = (PAGES / "concepts/unseen.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([A-Z]\w+)`", page)) == set(table("hiding"))


@pytest.mark.parametrize(("family", "name"), IN_A_COPY)
def test_an_adversary_is_found_out(tmp_path, judging, family, name):
    expected = ADVERSARIES[family, name]
    asked = {f"{option.removeprefix('--')}s": [] for option in expected.words[::2]}
    for option, value in zip(expected.words[::2], expected.words[1::2], strict=True):
        asked[f"{option.removeprefix('--')}s"].append(value)
    deviations = str(declared(tmp_path, expected)) if expected.deviations else None
    request = Request(f"{family}:{name}", deviations=deviations, **asked)

    found = judging(request, tmp_path / "answer", expected.seconds)

    if "refused" in found:
        text, code, verdicts = found["refused"], BROKEN, None
    else:
        text = "\n".join(line.get("message") or line["reason"] for line in found["lines"])
        code, verdicts = exit_code(found["lines"]), Counter(map(kind, found["lines"]))
    assert (code, verdicts) == (expected.code, expected.verdicts), text
    for said in expected.says:
        assert said in text


@pytest.mark.parametrize(("family", "name", "way"), AS_A_COMMAND)
def test_a_command_finds_it_out(tmp_path, family, name, way):
    expected, in_pytest = ADVERSARIES[family, name], way in (PYTEST, PYTEST_TWO)
    words = [*expected.words, "--run-file", "run.jsonl"]
    words += ["--deviations", str(declared(tmp_path, expected))] if expected.deviations else []
    words = [word.replace("--", "--goldstep-") for word in words] if in_pytest else words
    command = [word.format(f"{family}:{name}") for word in COMMANDS[way]] + words

    code, out = ended(command, tmp_path, expected.seconds)

    assert not OURS.search(out), out
    assert code == (as_pytest(expected) if in_pytest else expected.code), out
    for text in expected.says:
        assert text in out, out
    if expected.verdicts is None:
        assert not (tmp_path / "run.jsonl").exists()
    else:
        _, results, footer = read(str(tmp_path / "run.jsonl"))
        assert footer["complete"], out
        assert Counter(map(kind, results)) == Counter(expected.verdicts), out


def declared(folder, expected):
    """The file of its deviations."""
    path = folder / "deviations.toml"
    path.write_text(expected.deviations)
    return path


def as_pytest(expected):
    """The exit code of pytest for the one of `goldstep check`."""
    if expected.verdicts is None:
        return pytest.ExitCode.USAGE_ERROR
    failed = pytest.ExitCode.TESTS_FAILED
    return {0: pytest.ExitCode.OK, 1: failed, 2: failed, 3: pytest.ExitCode.NO_TESTS_COLLECTED}[expected.code]


def ended(command, folder, seconds):
    """Exit code and output of a command that must end in time, and leave no process of its own behind."""
    (folder / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(folder / "temporary"), "PYTHONPATH": str(FOLDER)}
    with open(folder / "out", "wb") as out:
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            pytest.fail(f"{command} has not ended after {seconds:g} s")
    assert left_behind(str(folder)) == []
    assert os.listdir(folder / "temporary") == []
    text = (folder / "out").read_bytes()
    return code, text[-100_000:].decode(errors="backslashreplace")


def left_behind(folder):
    """Processes that still run with this folder in their environment, after a moment."""
    for _ in range(100):
        found = [entry.name for entry in Path("/proc").glob("[0-9]*") if folder.encode() in environment_of(entry)]
        if not found:
            break
        time.sleep(0.02)
    return found


def environment_of(entry):
    try:
        return (entry / "environ").read_bytes()
    except OSError:
        return b""
