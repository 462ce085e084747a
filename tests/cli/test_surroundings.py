"""The command line where something around it fails: a message, the right exit code, and nothing left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from goldstep.conformance.cli.types import MOST_WORKERS
from goldstep.conformance.run_reader import read

GOLDSTEP = str(Path(sys.executable).with_name("goldstep"))
ONE = ("check", "numpy", "--algorithm", "sgd", "--dtype", "float64", "--check", "one-step", "--case", "plain@paper")
LONG = ("check", "numpy", "--check", "properties", "--check", "counterexamples")
BACKENDS = Path(__file__).parents[1] / "backends"


def without_rights():
    """Take from root what lets it write anywhere; others have it not."""
    for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.fixture
def shell(tmp_path):
    """Run a line of a shell in a folder of its own; returns exit code, output and errors, without a traceback."""
    (tmp_path / "temporary").mkdir()

    def line(text, **more):
        environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(BACKENDS)}
        environment.pop("PYTHONUNBUFFERED", None)
        environment |= more.pop("environment", {})
        done = subprocess.run(
            ["bash", "-c", text, "bash", GOLDSTEP],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            timeout=100,
            **more,
        )
        assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
        assert b"Exception ignored" not in done.stderr, done.stderr.decode()
        assert os.listdir(tmp_path / "temporary") == []
        return done.returncode, done.stdout, done.stderr.decode()

    return line


def words(*command):
    return '"$1" ' + " ".join(command)


class TestOutput:
    @pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437:strict", "utf-16"])
    @pytest.mark.parametrize("command", [("list",), ONE], ids=["list", "check"])
    def test_every_encoding_will_do(self, shell, encoding, command):
        code, out, errors = shell(words(*command), environment={"PYTHONIOENCODING": encoding})
        assert (code, errors) == (0, "")
        assert len(out) > 100

    def test_a_character_that_the_encoding_lacks_is_its_escape(self, shell):
        _, known, _ = shell(words("list"), environment={"PYTHONIOENCODING": "utf-8"})
        _, shown, _ = shell(words("list"), environment={"PYTHONIOENCODING": "cp1252"})
        text = known.decode()
        assert any(ord(x) > 0x100 for x in text)
        assert shown.decode("cp1252") == text.encode("cp1252", "backslashreplace").decode("cp1252")

    def test_a_name_that_is_no_text(self, shell):
        code, _, errors = shell("\"$1\" show $'\\xff'")
        assert code == 2
        assert r"unknown algorithm or clause '\udcff'" in errors

    @pytest.mark.parametrize("streams", [">&-", "2>&-", "<&- >&- 2>&-"])
    def test_closed_streams(self, shell, tmp_path, streams):
        assert shell(f"{words(*ONE, '--run-file', 'run.jsonl')} {streams}")[0] == 0
        _, results, footer = read(str(tmp_path / "run.jsonl"))  # nothing of another stream has come into it
        assert footer["complete"]
        assert len(results) == 1
        assert shell(f"{words('show', 'adam-99')} {streams}")[0] == 2
        assert shell(f"{words('check', 'wrong_adapters:Keras', '--check', 'one-step')} {streams}")[0] == 1

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
    @pytest.mark.parametrize("command", [("list",), ("--help",), ("explain", "adam/spike@paper"), ONE])
    def test_a_full_device(self, shell, command):
        code, _, errors = shell(f"{words(*command)} > /dev/full")
        assert code == 2
        assert errors.endswith("error: cannot write standard output: No space left on device\n")
        assert shell(f"{words(*command)} > /dev/full 2>&1", environment={"PYTHONUNBUFFERED": "1"})[0] == 2

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
    def test_a_full_device_does_not_hide_the_verdict(self, shell, tmp_path):
        command = ("check", "wrong_adapters:Keras", "--check", "one-step", "--run-file", "run.jsonl")
        assert shell(f"{words(*command)} > /dev/full")[0] == 1
        assert read(str(tmp_path / "run.jsonl"))[2]["complete"]

    @pytest.mark.parametrize("command", [("list", "clauses"), ("explain", "adam/spike@paper"), ("--help",), ONE])
    def test_a_reader_that_goes_away(self, shell, command):
        code, _, errors = shell(f"set -o pipefail; {words(*command)} | head -n 1; exit ${{PIPESTATUS[0]}}")
        assert (code, errors) == (0, "")
        assert shell(f"{words(*command)} 2>&1 | true; exit ${{PIPESTATUS[0]}}")[0] == 0

    def test_a_reader_that_goes_away_does_not_hide_the_verdict(self, shell):
        command = words("check", "wrong_adapters:Keras", "--check", "one-step")
        assert shell(f"{command} | true; exit ${{PIPESTATUS[0]}}")[0] == 1

    def test_results_through_standard_output(self, shell, tmp_path):
        (tmp_path / "link").symlink_to("/proc/self/fd/3")
        code, _, _ = shell(words(*ONE, "--run-file", "link") + " 3> run.jsonl")
        assert code == 0
        assert read(str(tmp_path / "run.jsonl"))[2]["complete"]


class TestSurroundings:
    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="rights of root are taken by prctl")
    def test_a_folder_that_is_read_only(self, shell, tmp_path):
        here = tmp_path / "here"
        here.mkdir(mode=0o555)
        code, out, _ = shell(f"cd here && {words(*ONE, '--check', 'properties')}", preexec_fn=without_rights)
        assert code == 0
        assert b"conform" in out
        for command in ((*ONE, "--run-file", "run.jsonl"), ("plot", "step_lr"), ("golden", "build", "--folder", "x")):
            code, _, errors = shell(f"cd here && {words(*command)}", preexec_fn=without_rights)
            assert code == 2
            assert errors.startswith("error: cannot write '")
            assert f"no permission to write in {here}" in errors
        assert list(here.iterdir()) == []

    def test_no_home(self, shell, tmp_path):
        assert shell("unset HOME; " + words(*ONE))[0] == 0
        assert sorted(os.listdir(tmp_path)) == ["temporary"]

    @pytest.mark.parametrize(
        "command",
        [
            ("report", "NAME"),
            ("check", "NAME"),
            ("check", "NAME:Attr"),
            ("check", "native:NAME"),
            ("check", "cmd:NAME"),
            (*ONE, "--run-file", "NAME"),
            (*ONE, "--deviations", "NAME"),
            ("plot", "step_lr", "--output", "NAME"),
            ("golden", "check", "--folder", "NAME"),
            ("golden", "build", "--folder", "NAME"),
        ],
    )
    @pytest.mark.parametrize("name", ["n" * 300, "d/" * 2500 + "n"], ids=["long", "deep"])
    def test_names_that_are_too_long(self, run, monkeypatch, tmp_path, command, name):
        monkeypatch.chdir(tmp_path)
        errors = run(*(word.replace("NAME", name) for word in command), code=2)
        assert errors.splitlines()[-1].lower().startswith("error: ")
        assert "Traceback" not in errors
        assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--fuzz", "nan"), "'nan' is not a number of seconds above 0"),
        (("--fuzz", "-1"), "'-1' is not a number of seconds above 0"),
        (("--fuzz", "0"), "'0' is not a number of seconds above 0"),
        (("--fuzz", "inf"), "'inf' is not a number of seconds above 0"),
        (("--fuzz", "1e999"), "'1e999' is not a number of seconds above 0"),
        (("--fuzz", "soon"), "'soon' is not a number of seconds above 0"),
        (("--timeout", "nan"), "'nan' is not a number of seconds above 0"),
        (("--timeout", "-inf"), "'-inf' is not a number of seconds above 0"),
        (("--fuzz-seed", "-1"), "-1 is not in the range x>=0"),
        (("-n", "-1"), f"-1 is not in the range 0<=x<={MOST_WORKERS}"),
        (("-n", "9" * 30), f"is not in the range 0<=x<={MOST_WORKERS}"),
        (("-n", "two"), "'two' is not a valid integer"),
    ],
)
def test_options_that_mean_nothing(run, given, message):
    assert message in run(*ONE, *given, code=2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = " + b"[" * 100_000, "x.toml is not TOML: nested too deeply"),
        (b"a = " + b"9" * 10_000, "x.toml is not TOML: Exceeds the limit"),
        (b"a = '\xff'", "x.toml is not TOML: 'utf-8' codec can't decode"),
        ("[[deviation]]".encode("utf-16"), "x.toml is not TOML: 'utf-8' codec can't decode"),
        (b"\xef\xbb\xbf[[deviation]]", "x.toml: deviation 1 lacks id"),
        (b"\0", "x.toml is not TOML"),
        (b"x" + b".x" * 5000 + b" = 1", "x.toml has unknown x"),
        (b'[[deviation]]\nid="a/b/c/d"\nreason=1\nsince=1\nreproducer=1\nsize="[0, 1e999999999]"', "is no interval"),
    ],
)
def test_deviations_of_every_kind_of_damage(run, tmp_path, content, message):
    (tmp_path / "x.toml").write_bytes(content)
    errors = run(*ONE, "--deviations", tmp_path / "x.toml", code=2)
    assert errors.startswith("error: ")
    assert message in errors
    assert "Traceback" not in errors


def alive(name):
    """Processes whose command line names a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if name.encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked for in /proc")
@pytest.mark.parametrize(
    ("signals", "codes"),
    [
        ([signal.SIGINT], {130}),
        ([signal.SIGTERM], {143}),
        ([signal.SIGHUP], {129}),
        ([signal.SIGINT, signal.SIGINT], {130}),
        ([signal.SIGTERM, signal.SIGINT], {130, 143}),  # which of two at once is seen first is not ours to say
    ],
)
class TestSignals:
    def started(self, tmp_path):
        (tmp_path / "temporary").mkdir()
        environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
        command = [GOLDSTEP, *LONG, "-n", "2", "--run-file", "run.jsonl"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes, text=True)

    def ended(self, process, tmp_path, signals):
        for number in signals:
            process.send_signal(number)
        out, errors = process.communicate(timeout=60)
        assert "Traceback" not in out + errors
        assert "interrupted" in errors
        assert os.listdir(tmp_path / "temporary") == []
        for _ in range(100):
            if not alive(str(tmp_path)):
                break
            time.sleep(0.05)
        assert alive(str(tmp_path)) == []
        return process.returncode

    def test_in_the_middle_of_a_run(self, tmp_path, signals, codes):
        process = self.started(tmp_path)
        assert process.stdout.readline().startswith("numpy: ")  # it judges from here on
        assert self.ended(process, tmp_path, signals) in codes
        assert read(str(tmp_path / "run.jsonl"))[2]["complete"] is False

    def test_at_its_start(self, tmp_path, signals, codes):
        process = self.started(tmp_path)
        time.sleep(0.6)
        assert self.ended(process, tmp_path, signals) in codes


def test_a_signal_that_is_to_be_ignored_stays_so(shell):
    code, _, _ = shell("trap '' HUP; (sleep 0.8; kill -HUP $$ 2>/dev/null) & exec " + words(*ONE))
    assert code == 0
