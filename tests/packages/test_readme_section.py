"""The class without an adapter in the README, and what its commands show."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## Judge a class as it is")[2].partition("\n## ")[0]
(OWN,) = re.findall(r"^```py\n(.*?)^```", SECTION, re.M | re.S)
COMMANDS = [body[2:].split("\n", 1) for body in re.findall(r"^```console\n(.*?)^```", SECTION, re.M | re.S)]
BROKEN = OWN.replace('(slow.sqrt() + group["epsilon"])', '(slow + group["epsilon"]).sqrt()')


def without_numbers(text):
    numbers = re.sub(r"-?0x[0-9a-f.]+p[+-]\d+|-?\d+\.\d+(e[+-]?\d+)?", "#", text)
    return [line.rstrip() for line in numbers.strip().splitlines()]


@pytest.mark.parametrize(
    ("command", "shown", "source", "code"),
    [(*COMMANDS[0], OWN, 0), (*COMMANDS[1], BROKEN, 1), (*COMMANDS[2], BROKEN, 0)],
    ids=["conforms", "violates", "identified"],
)
def test_the_readme_shows_what_happens(command, shown, source, code, tmp_path):
    (tmp_path / "own.py").write_text(source, encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}

    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, env=environment)

    assert done.returncode == code, done.stdout + done.stderr
    assert without_numbers(done.stdout) == without_numbers(shown)


def test_the_broken_one_differs_from_the_other():
    assert BROKEN != OWN
