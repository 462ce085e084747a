"""Releases of a package, each in an environment of its own, and the battery run there."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from goldstep.conformance import run_reader
from goldstep.reference.errors import GoldstepError


def install(folder: Path, release: str) -> Path:
    """An environment with the requirements of a release, such as ``optax==0.2.6 jax<0.8``; returns its Python.

    Whatever else can be imported here can be there, after them, Goldstep itself included. Raises GoldstepError.
    """
    venv.create(folder, with_pip=False)
    (site,) = [*folder.glob("lib/python*/site-packages"), *folder.glob("Lib/site-packages")]
    inherited = [path for path in sys.path[1:] if os.path.isdir(path)]
    (site / "inherited.pth").write_text("".join(f"{path}\n" for path in inherited), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet", *release.split()]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2, env={**os.environ, "PIP_NO_INPUT": "1"})
    if done.returncode:
        raise GoldstepError(f"pip could not install it (exit code {done.returncode}); what it says is above")
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def judge(python: Path, adapter: str, run_file: Path, options: Sequence[str]) -> None:
    """Run the battery by this Python. Raises GoldstepError where no whole run file comes of it."""
    run_file.unlink(missing_ok=True)
    command = [str(python), "-m", "goldstep", "check", adapter, "--run-file", str(run_file), *options]
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=2).returncode
    if not (run_file.exists() and run_reader.read(str(run_file))[-1]["complete"]):
        raise GoldstepError(f"goldstep check {adapter} ended with exit code {code}; what it says is above")


def file_name(number: int, release: str) -> str:
    """A name for the run file of a release: they sort as the releases were given."""
    return f"{number:02d}-{re.sub(r'[^A-Za-z0-9.+-]+', '-', Path(release).name).strip('-')}.jsonl"
