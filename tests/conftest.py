"""What the tests share: the command line in this process and in another, and backends that misbehave."""

import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from goldstep.adapters.programs import kept_in

BACKENDS = Path(__file__).parent / "backends"
sys.path.insert(0, str(BACKENDS))
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as `goldstep check` has it; read when torch is imported


def pytest_configure(config):
    """What JAX compiles is kept for all tests, whose processes are started after this."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.TemporaryDirectory(prefix="goldstep-tests-", ignore_cleanup_errors=True)
        os.environ.update(kept_in(folder.name, os.environ))
        config.add_cleanup(folder.cleanup)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command here; returns its standard output, or its standard error where a failure is expected."""

    def command(*words, code=0):
        from goldstep.conformance.cli import main

        monkeypatch.setattr(sys, "argv", ["goldstep", *map(str, words)])
        with pytest.raises(SystemExit) as leaving:
            main()
        out, err = capsys.readouterr()
        assert (leaving.value.code or 0) == code, out + err
        return err if code else out

    return command


@pytest.fixture
def goldstep(tmp_path):
    """Run `goldstep` in a process of its own in an empty folder; what it prints must hold no traceback."""

    def command(*words, code=0):
        path = os.pathsep.join([str(BACKENDS), str(tmp_path)])
        done = subprocess.run(
            [Path(sys.executable).with_name("goldstep"), *map(str, words)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=120,
        )
        shown = done.stdout + done.stderr
        assert "Traceback" not in shown, shown
        assert done.returncode == code, shown
        return shown

    return command


@pytest.fixture
def kept():
    """What a reproducer printed must be what is kept beside it, of the release that its title names, on x86-64."""

    def compare(script, printed):
        _, framework, release = re.split(r'"""([\w-]+) ([\d.]+\d)', script.read_text(encoding="utf-8"), maxsplit=1)[:3]
        here = importlib.metadata.version(framework)
        if platform.machine() in ("x86_64", "AMD64") and f"{here}.".startswith(f"{release}."):
            beside = script.with_suffix(".txt").read_text(encoding="utf-8")
            assert printed == beside, f"if it is right now: python {script} > {script.with_suffix('.txt')}"

    return compare


def pytest_collection_modifyitems(items):
    """What takes longest comes first, so that no process waits for another at the end."""
    items.sort(key=lambda item: item.path.name != "test_backends.py")
