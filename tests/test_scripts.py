"""Every script of the repository is started by a test: the benchmarks here, on a small part, the others elsewhere."""

import fnmatch
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BENCHMARKS = ROOT / "tests/benchmarks"
STARTED = {  # by which test
    ".ci/run": "tests/test_scripts.py::test_bash_understands_the_script_that_runs_all",
    "adapters/keras/reproducers/*.py": "tests/test_backends.py::test_every_reproducer_of_keras_runs",
    "adapters/released/reproducers/*.py": "tests/packages/test_released.py::test_every_reproducer",
    "adapters/*/reproducers/*.py": "tests/test_backends.py::test_every_reproducer_runs",
    "adapters/native/__main__.py": "tests/adapters/test_native_broken.py::test_under_valgrind",
    "conformance/child.py": "tests/cli/test_commands.py::test_of_a_real_run",
    "spec/examples/adapter.js": "tests/adapters/test_process.py::test_it_conforms",
    "spec/examples/my_adam.py": "tests/test_readme.py::test_a_command_does_what_the_readme_shows",
    "spec/history.py": "tests/prose/test_history.py::test_the_command",
    "spec/examples/sgd.c": "tests/adapters/test_native.py::test_it_conforms",
    "tests/adversaries/judging.py": "tests/adversaries/test_adversaries.py::test_an_adversary_is_found_out",
    "tests/packages/*.py": "tests/packages/test_released.py::test_the_command",
    "tests/benchmarks/moving.py": "tests/test_scripts.py::test_every_way_to_move_bytes",
    "tests/benchmarks/run.py": "tests/test_scripts.py::test_every_figure_of_goldstep",
    "tests/benchmarks/rust.py": "tests/test_scripts.py::test_every_contender_of_rust",
    "tests/benchmarks/stepping.py": "tests/test_scripts.py::test_every_figure_of_goldstep",
}
MAIN = re.compile(rb'^#!|^if __name__ == "__main__"', re.M)


def scripts():
    """What can be started: by its first line, by its last, or because it lies among examples and reproducers."""
    folders = (".ci", "adapters", "conformance", "golden", "reference", "spec", "tests")
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix != ".pyc"]
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        if not path.is_file() or "/target/" in name or "/_build/" in name:
            continue
        by_place = path.parent.name in ("examples", "reproducers") and path.suffix != ".txt"
        by_text = path.suffix in ("", ".py", ".sh") and MAIN.search(path.read_bytes())
        if by_place or by_text:
            yield name


@pytest.mark.parametrize("name", list(scripts()))
def test_every_script_is_started_by_a_test(name):
    file, _, test = next(test for pattern, test in STARTED.items() if fnmatch.fnmatch(name, pattern)).partition("::")
    assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8")


def started(*command):
    """Standard output of a command that ends well."""
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_bash_understands_the_script_that_runs_all():
    started("bash", "-n", ROOT / ".ci/run")


def test_every_figure_of_goldstep():
    shown = started(sys.executable, BENCHMARKS / "run.py", "--quick")
    targets = re.findall(r"(?:at least )?([\d.]+) (?:s|ms|MB|times) +-?[\d.]+(?:  MISSED)?$", shown, re.M)
    assert targets == ["50", "0.2", "0.2", "3", "10", "40", "1.8", "400", "45", "400", "2", "120", "400", "60", "2"]
    told = started(sys.executable, BENCHMARKS / "run.py", "--quick", "tests=90", "ci=960")
    assert [line.split()[-1] for line in told.splitlines()] == ["ratio", "0.25", "MISSED"]


@pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo")
def test_every_contender_of_rust():
    _, *rows = started(sys.executable, BENCHMARKS / "rust.py", "--quick").splitlines()
    names = ["adam", "adamw", "sgd", "lion", "nadam", "muon", "cosine_annealing"]
    assert [row.split()[0] for row in rows] == names


def test_every_way_to_move_bytes():
    rate, _, told = started(sys.executable, BENCHMARKS / "moving.py", 1 << 16, 1).partition(" ")
    assert float(rate) > 0
    assert set(re.findall(r"'([a-z ]+)': ", told)) == {"memset", "memcmp", "memcpy", "in place", "sum"}
