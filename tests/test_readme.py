"""The README's adapter, commands and outputs are real."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
(ADAPTER,) = (body for kind, body in BLOCKS if kind == "python")
(DEVIATIONS,) = (body for kind, body in BLOCKS if kind == "toml")
COMMANDS = [body[2:].split("\n", 1) for kind, body in BLOCKS if kind == "console" and "my_adam" in body]
BROKEN = ADAPTER.replace("beta1**self.t", "beta1 ** (self.t + 1)")
RUNS = [(ADAPTER, 0), (ADAPTER, 0), (BROKEN, 1), (BROKEN, 0)]  # in the README's order


def without_numbers(text: str) -> list[str]:
    """Lines of a shown output, with everything that may differ between machines taken out."""
    numbers = re.sub(r"-?0x[0-9a-f.]+p[+-]\d+|-?\d+\.\d+(e[+-]?\d+)?", "#", text)
    return [line.rstrip() for line in numbers.strip().splitlines()]


def test_the_adapter_is_the_example_and_short():
    assert (ROOT / "spec/examples/my_adam.py").read_text(encoding="utf-8") == ADAPTER
    assert len(ADAPTER.splitlines()) < 40


@pytest.mark.parametrize(
    ("command", "shown", "adapter", "code"),
    [(*command, *run) for command, run in zip(COMMANDS, RUNS, strict=True)],
    ids=["conforms", "in pytest", "violates", "deviates"],
)
def test_a_command_does_what_the_readme_shows(command, shown, adapter, code, tmp_path):
    (tmp_path / "my_adam.py").write_text(adapter, encoding="utf-8")
    (tmp_path / "deviations.toml").write_text(DEVIATIONS, encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}

    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, env=environment)

    assert done.returncode == code, done.stdout + done.stderr
    if shown:
        assert without_numbers(done.stdout) == without_numbers(shown)
