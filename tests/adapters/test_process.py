"""The process protocol: numbers come through to the bit, and whatever the program does wrong is an error."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from goldstep.adapters.contract import AdapterError, Setup, Unsupported
from goldstep.adapters.loading import load
from goldstep.adapters.process.serve import answer
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection

FAKE = Path(__file__).with_name("process_backends") / "fake.py"
EXAMPLE = Path(__file__).parents[2] / "spec/examples/adapter.js"
SETUP = Setup("sgd", "paper", {"lr": 0.5}, [np.array([1.0, -2.0]), np.array([[0.25]])], "float64")
GRADIENTS = [np.array([1.0, 0.5]), np.array([[-1.0]])]
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def backend(**wrong):
    """The fake program, wrong in what it does at these verbs."""
    return load(f"cmd:{sys.executable} {FAKE} '{json.dumps(wrong)}'")


def a_run(made, setup=SETUP):
    adapter = made.make()
    adapter.init(setup)
    adapter.step(GRADIENTS, SETUP.hyper)
    return adapter.state()


def test_a_sound_program():
    made = backend()
    state = a_run(made)
    assert made.info.name == "fake"
    assert made.info.environment == {"process-protocol": "1"}
    assert made.can_load
    assert state["t"] == 1
    assert [x.tolist() for x in state["theta"]] == [[0.5, -2.25], [[0.75]]]


def test_one_process_serves_many_runs_at_once():
    made = backend()
    first, second = made.make(), made.make()
    first.init(SETUP)
    second.init(SETUP)
    first.step(GRADIENTS, {"lr": 0.25})
    second.load({"theta": [np.zeros(2), np.ones((1, 1))], "t": 4})
    second.step(GRADIENTS, {"lr": 0.0})
    assert [x.tolist() for x in first.state()["theta"]] == [[0.75, -2.125], [[0.5]]]
    assert [x.tolist() for x in second.state()["theta"]] == [[0.0, 0.0], [[1.0]]]
    assert (first.state()["t"], second.state()["t"]) == (1, 5)


HARD = (0.1, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, np.nextafter(1, 2), -0.0, 0.0, 1 / 3)


def test_a_program_gets_and_gives_them_exactly():
    adapter = backend().make()
    adapter.init(Setup("sgd", "paper", {"lr": 1.0}, [np.array(HARD)], "float64"))
    assert adapter.state()["theta"][0].tobytes() == np.array(HARD).tobytes()
    adapter.load({"theta": [np.array([np.nan, np.inf, -np.inf, -0.0, *HARD[:4]])]})
    assert adapter.state()["theta"][0].tolist()[1:3] == [np.inf, -np.inf]
    assert np.isnan(adapter.state()["theta"][0][0])


OK = '{"id": ID, "ok": '
THETA = '{"shape": [2], "data": [1, 2]}, {"shape": [1, 1], "data": [3]}'


def slots(text):
    return OK + '{"slots": ' + text + "}}"


@pytest.mark.parametrize(
    ("verb", "does", "message"),
    [
        ("info", "exit", r"ended with exit code 3 in info\n  standard error: cannot go on"),
        ("init", "crash", "was killed by SIGSEGV in init"),
        ("step", "exit", r"ended with exit code 3 in step\n  standard error: cannot go on"),
        ("step", "crash", "was killed by SIGSEGV in step"),
        ("state", "crash", "was killed by SIGSEGV in state"),
        ("step", "chatter", r"the reply to step is no JSON \(Expecting value.*\); received: step by step"),
        ("step", "close hang", "closed its standard output in step|was killed by SIGKILL"),
        ("step", "nonsense ID", "the reply to step is no JSON .*; received: nonsense 3"),
        ("step", "[ID]", r'the reply to step is no object with "id": 3 and one of .*; received: \[3\]'),
        ("step", '{"id": 99, "ok": null, "note": "ID"}', 'no object with "id": 3'),
        ("step", '{"id": "ID", "ok": null}', 'no object with "id": 3'),
        ("step", '{"id": ID, "okay": null}', 'neither "ok" nor an "unsupported" or "error" with a text'),
        ("step", '{"id": ID, "error": 5}', 'neither "ok" nor an "unsupported" or "error" with a text'),
        ("state", '{"id": ID, "unsupported": "no"}', '"unsupported" is an answer to init, or to the first step'),
        ("step", OK + '"done"}', 'the reply to step is wrong: "ok" must be null; received: "done"'),
        ("step", '{"id": ID, "error": "out of memory"}', "error in step: out of memory"),
        ("step", OK + "NaN}", 'NaN is written as the string "NaN"'),
        ("info", OK + '{"info": {}}}', '"protocol", "info"'),
        ("info", OK + '{"protocol": 2, "info": {}}}', "it speaks protocol 2, this release of Goldstep speaks 1"),
        ("info", OK + '{"protocol": 1, "info": {}, "load": "yes"}}', '"load" must be true or false'),
        ("info", OK + '{"protocol": 1, "info": {"name": "x", "version": 1}}}', "'version' must be a text, got 1"),
        ("info", OK + '{"protocol": 1, "info": {"dtype": []}}}', "info has unknown 'dtype'; known: name, version"),
        ("state", OK + "null}", 'it must have "slots"'),
        ("state", OK + '{"slots": {}, "t": 1.5}}', '"t" must be a number of steps, got 1.5'),
        ("state", OK + '{"slots": {}, "t": -1}}', '"t" must be a number of steps, got -1'),
        ("state", slots("[]"), r"the slots must be an object, got \[\]"),
        ("state", slots('{"theta": [' + THETA[:30] + "]}"), "slot theta must be a list with one array for each of 2"),
        ("state", slots('{"theta": 5}'), "slot theta must be a list with one array for each of 2"),
        ("state", slots('{"theta": [[1, 2], [[3]]]}'), r'theta of parameter 0 must be {"shape".*got \[1, 2\]'),
        ("state", slots('{"theta": [' + THETA.replace("[2]", "[3]") + "]}"), r"shape \[3\] takes 3 numbers, got 2"),
        ("state", slots('{"theta": [' + THETA.replace("[2]", "[-2]") + "]}"), r"must be a list of counts, got \[-2\]"),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", '1, "nan"') + "]}"), 'holds "nan", which is neither'),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", '1, "inf"') + "]}"), 'one of "NaN", "Infinity", "-Inf'),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", "1, null") + "]}"), "holds null, which is neither"),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", "1, true") + "]}"), "holds true, which is neither"),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", '1, "2"') + "]}"), 'holds "2", which is neither'),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", "1, NaN") + "]}"), 'NaN is written as the string "NaN"'),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", "1, 1e999") + "]}"), "a number beyond float64"),
        ("state", slots('{"theta": [' + THETA.replace("1, 2", f"1, {10**400}") + "]}"), "a number beyond float64"),
    ],
)
def test_what_goes_wrong_is_an_error_with_what_was_received(verb, does, message):
    made = backend(**{verb: does})
    with pytest.raises(AdapterError, match=re.compile(message, re.S)) as error:
        a_run(made)
    assert str(error.value).startswith(f"cmd:{sys.executable} ")
    assert len(str(error.value)) < 1500


def test_an_unsupported_combination_is_none():
    for verb in ("init", "step"):
        made = backend(**{verb: '{"id": ID, "unsupported": "no paper"}'})
        with pytest.raises(Unsupported, match=r"^no paper$"):
            a_run(made)


LARGE = Setup("sgd", "paper", {"lr": 0.5}, [np.zeros(100_000), np.zeros(1)], "float64")  # more than a pipe holds


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Gives the numbers of the processes that the program knows of, itself first; after the test they are ended."""
    monkeypatch.setenv("FAKE_PIDS", str(tmp_path / "pids"))
    (tmp_path / "pids").touch()
    yield lambda: [int(x) for x in (tmp_path / "pids").read_text().split()]
    for pid in map(int, (tmp_path / "pids").read_text().split()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("wrong", "setup", "message", "survives"),
    [
        ({"step": "hang"}, SETUP, "no reply to step within 1 s, so the process was killed", False),
        ({"step": "helper hang"}, SETUP, "no reply to step within 1 s, so the process was killed", False),
        ({"step": "daemon hang"}, SETUP, "no reply to step within 1 s, so the process was killed", True),
        ({"step": "helper exit"}, SETUP, "and the process ended with exit code 3, but something that it", False),
        ({"step": "daemon exit"}, SETUP, "and the process ended with exit code 3, but something that it", True),
        ({"step": "daemon crash"}, SETUP, "and the process was killed by SIGSEGV, but something that it", True),
        ({"step": "daemon close hang"}, SETUP, "no reply to step within 1 s, so the process was killed", True),
        ({"step": "helper close hang"}, SETUP, "no reply to step within 1 s, so the process was killed", False),
        ({"step": "close helper hang"}, SETUP, "the process closed its standard output in step", False),
        ({"info": "helper deaf"}, LARGE, "no reply to init within 1 s, so the process was killed", False),
        ({"info": "daemon deaf"}, LARGE, "no reply to init within 1 s, so the process was killed", True),
        ({"step": "helper noise"}, SETUP, "no reply to step within 1 s|more than 64 MiB on standard error", False),
    ],
)
def test_nobody_waits_longer_than_a_reply_may_take(monkeypatch, started, wrong, setup, message, survives):
    """Whoever holds the pipes; and nothing that a signal can reach stays behind."""
    monkeypatch.setenv("GOLDSTEP_REPLY_SECONDS", "1")
    begin = time.monotonic()
    made = backend(**wrong)
    with pytest.raises(AdapterError, match=message):
        a_run(made, setup)
    assert time.monotonic() - begin < 15
    program, *helper = started()
    assert ends(program)
    assert all(is_alive(pid) if survives else ends(pid) for pid in helper)
    a_run(backend())  # another goes on as ever


@pytest.mark.parametrize("what", ["helper", "daemon"])
def test_a_battery_ends_whatever_its_program_leaves_behind(started, what):
    code = f"""
from goldstep.adapters.loading import load
made = load({backend(info=what + " hang").name!r})
try:
    made.info
except Exception as error:
    print(error)
"""
    environment = {**os.environ, "GOLDSTEP_REPLY_SECONDS": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, env=environment)
    assert "no reply to info within 1 s" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_helpers_of_a_program_that_ends_well_end_with_it(started):
    made = backend(step="helper")
    a_run(made)
    made.make.child().close()
    program, helper = started()
    assert ends(program)
    assert ends(helper)


def test_what_was_said_before_a_good_reply_is_forgotten():
    made = backend(step="mumble")
    for _ in range(3):
        a_run(made)
    assert made.make.child()._errors_size() < 10_000


def test_a_line_without_end_ends(monkeypatch):
    monkeypatch.setattr("goldstep.adapters.process.child.LONGEST_LINE", 200)
    monkeypatch.setattr("goldstep.adapters.process.pipes.LONGEST_LINE", 200)
    with pytest.raises(AdapterError, match="the reply to step is a line without end; received: xxx"):
        a_run(backend(step="flood"))


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "nan"])
def test_a_time_that_is_none(monkeypatch, seconds):
    monkeypatch.setenv("GOLDSTEP_REPLY_SECONDS", seconds)
    with pytest.raises(AdapterError, match=f"GOLDSTEP_REPLY_SECONDS must be a number .*, got '{seconds}'"):
        backend().make()


def test_a_run_after_a_crash_gets_a_fresh_process():
    made = backend(state="crash")
    first, second = made.make(), made.make()
    first.init(SETUP)
    second.init(SETUP)
    with pytest.raises(AdapterError, match="SIGSEGV in state"):
        first.state()
    with pytest.raises(AdapterError, match="the process that held this run has ended"):
        second.step(GRADIENTS, SETUP.hyper)
    third = made.make()
    third.init(SETUP)
    third.step(GRADIENTS, SETUP.hyper)


@pytest.mark.parametrize("verb", ["step", "state", "load"])
def test_a_call_out_of_order(verb):
    adapter = backend().make()
    arguments = {"step": (GRADIENTS, {"lr": 1.0}), "state": (), "load": ({"t": 1},)}[verb]
    with pytest.raises(AdapterError, match=f"{verb} before init"):
        getattr(adapter, verb)(*arguments)
    with pytest.raises(AdapterError, match=f"{verb} of a run that was not begun"):
        answer(None, {}, {"verb": verb, "run": 7})


def test_runs_that_are_over_are_told_before_the_next():
    made = backend(end='{"id": ID, "error": "told"}')
    a_run(made)
    with pytest.raises(AdapterError, match="error in end: told"):
        a_run(made)


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(pid):
    """Whether a process is gone, or will be soon."""
    for _ in range(100):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("end", ["", "import os; os._exit(0)"], ids=["orderly", "at once"])
def test_the_process_ends_with_the_battery(end):
    code = f"""
from goldstep.adapters.loading import load
made = load("cmd:{sys.executable} {FAKE}")
made.info
print(made.make.child()._process.pid, flush=True)
{end}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ends(int(done.stdout))
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cmd:no-such-program --flag", "cmd:no-such-program --flag: there is no program 'no-such-program'"),
        ("cmd:'unclosed", "the command cannot be read: No closing quotation"),
        ("cmd: ", "there is no program ''"),
        ("cmd:./fake.py", "there is no program './fake.py' that can be run"),
        ("cmd:", "unknown adapter 'cmd:'"),
    ],
)
def test_a_command_that_leads_nowhere(name, message, tmp_path, monkeypatch):
    (tmp_path / "fake.py").write_text("")  # not executable
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AdapterError, match=message):
        assert load(name).info


def test_a_file_that_the_system_cannot_execute(tmp_path):
    program = tmp_path / "adapter"
    program.write_bytes(b"\x7fELF no program")
    program.chmod(0o755)
    with pytest.raises(AdapterError, match=r"cannot start .*: Exec format error"):
        assert load(f"cmd:{program}").info


def test_without_load_there_is_none():
    info = '{"name": "x", "version": "1", "algorithms": {"sgd": ["paper"]}}'
    made = backend(info=OK + f'{{"protocol": 1, "info": {info}, "load": false}}}}')
    assert made.info.name == "x"
    assert not made.can_load


@needs_node
class TestExample:
    """The example in JavaScript, by the commands that users type."""

    def test_it_conforms(self, goldstep, tmp_path):
        shutil.copy(EXAMPLE, tmp_path)
        shown = goldstep("check", "cmd:node adapter.js", "--run-file", "run.jsonl")
        assert "conforms" in shown
        header, *results, _ = map(json.loads, (tmp_path / "run.jsonl").read_text().splitlines())
        lacking = ("declare", "the adapter has no ")
        assert all(any(x in r["reason"] for x in lacking) for r in results if r["verdict"] == "untested")
        adapter = {"adapter": "cmd:node adapter.js", "name": "adapter.js", "version": "1.0", "contracts": {}}
        assert adapter.items() <= header["backend"].items()
        assert {(r["variant"], r["dtype"]) for r in results} == {
            (variant, dtype) for variant in ("paper", "pytorch-2.13") for dtype in ("float64", "float32")
        }

    def test_inside_pytest(self, tmp_path):
        shutil.copy(EXAMPLE, tmp_path)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--pyargs",
            "goldstep.conformance",
            "--goldstep-adapter=cmd:node adapter.js",
        ]
        command += [
            "--goldstep-check=smoke",
            "--goldstep-check=trajectory",
            "--goldstep-dtype=float32",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "passed" in done.stdout

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("theta[j] -= ", "theta[j] += "),
            ("1 - beta2 ** this.t", "1 - beta1 ** this.t"),
            ("+ weight_decay * theta[j]", "- weight_decay * theta[j]"),
            ("...groups[i]", "...groups[0]"),
        ],
    )
    def test_broken_on_purpose_it_is_convicted(self, tmp_path, monkeypatch, right, wrong):
        source = EXAMPLE.read_text()
        assert source.count(right) == 1
        (tmp_path / "adapter.js").write_text(source.replace(right, wrong))
        monkeypatch.chdir(tmp_path)
        verdicts = set()
        for cell in cells(load("cmd:node adapter.js"), Selection(dtypes=("float64",)), get("one-step")):
            verdicts.add(cell.judge(diagnose=False).verdict)
        assert Verdict.VIOLATES in verdicts
        assert Verdict.ERROR not in verdicts

    def test_what_it_is_instead_is_said(self, goldstep, tmp_path):
        source = EXAMPLE.read_text()
        (tmp_path / "adapter.js").write_text(
            source.replace("Math.sqrt(v[j] / bias2) + eps", "Math.sqrt(v[j] / bias2 + eps)")
        )
        words = ("--dtype", "float64", "--check", "one-step", "--case", "spike@paper")
        shown = goldstep("check", "cmd:node adapter.js", *words, code=1)
        assert "diagnosis  this is eps-inside-root" in shown

    @pytest.mark.parametrize(
        ("right", "wrong", "message"),
        [
            ("this.t += 1;", 'throw new Error("no more steps");', "error in step: no more steps"),
            ("this.t += 1;", "process.abort();", "was killed by SIGABRT in step"),
            ("this.t += 1;", 'console.log("step");', "is no JSON"),
            (", spelled)", ")", "holds null, which is neither a number nor one of"),
        ],
    )
    def test_a_broken_adapter_is_an_error(self, goldstep, tmp_path, right, wrong, message):
        source = EXAMPLE.read_text().replace("v[j] = ", "v[j] = 0 / 0 + ") if wrong == ")" else EXAMPLE.read_text()
        (tmp_path / "adapter.js").write_text(source.replace(right, wrong))
        shown = goldstep("check", "cmd:node adapter.js", "--dtype", "float64", "--check", "trajectory", code=2)
        assert message in shown
        assert " conforms" not in shown
