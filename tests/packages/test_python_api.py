"""The battery from Python: a report in a notebook, and ordinary tests of one's own."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
from standin.optim import Late, Renamed, sgd

import goldstep
from goldstep.reference.errors import GoldstepError

FEW = {"dtypes": ["float64"], "checks": ["one-step"]}

OWN = """
from goldstep import battery

test_right = battery("torch:standin.optim.Renamed", "adamw", dtypes=["float64"], checks=["one-step"])
test_wrong = battery("torch:standin.optim.Late", algorithm="adamw", dtypes=["float64"], checks=["one-step"])
"""


def test_a_class_is_judged_into_a_report():
    report = goldstep.check(Renamed, like="adamw", **FEW)
    assert report.passed
    assert str(report).splitlines()[0] == "torch:standin.optim:Renamed: Renamed 1.2"
    assert "m is fast" in str(report)
    assert report._repr_html_().startswith("<table><tr><th>algorithm</th>")


def test_a_report_says_what_is_wrong():
    report = goldstep.check(Late, like="adamw@pytorch-2.13", **FEW)
    assert not report.passed
    assert {line["verdict"] for line in report.failures} == {"violates"}
    assert "decay-after-update" in repr(report)
    assert "<pre>one-step/adamw/f64/" in report._repr_html_()


def test_names_are_judged_as_on_the_command_line():
    assert goldstep.check("numpy", checks=["smoke"], dtypes=["float64"]).passed is False  # nothing of an optimizer
    assert goldstep.check("torch:standin.optim.sgd", "sgd", **FEW).passed


@pytest.mark.parametrize(
    ("target", "options", "message"),
    [
        (Renamed, {"like": "adanw"}, "unknown algorithm 'adanw'"),
        (math.cos, {"like": "sgd"}, "does not show its framework; say it: framework='torch' or 'optax'"),
        ("torch:standin.optim.Rename", {"like": "adamw"}, "standin.optim has no Rename"),
    ],
)
def test_mistakes_are_errors_with_a_sentence(target, options, message):
    with pytest.raises(GoldstepError, match=message):
        goldstep.check(target, **options)


@pytest.mark.parametrize("framework", ["", "torch"])
def test_a_function_is_judged_whose_module_shows_its_framework(framework):
    assert goldstep.check(sgd, "sgd", framework=framework, **FEW).passed


def pytest_of(folder, source, *words):
    (folder / "test_own.py").write_text(source)
    path = f"{Path(__file__).parent}"
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *words]
    environment = {"PYTHONPATH": path, "PATH": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_cells_are_tests_of_ones_own(tmp_path):
    done = pytest_of(tmp_path, OWN, "--junitxml", "junit.xml")
    assert "4 failed, 4 passed" in done.stdout
    assert "FAILED test_own.py::test_wrong[one-step/adamw/f64/decimal@optax-0.2.8]" in done.stdout
    assert "Traceback" not in done.stdout
    assert '<property name="verdict" value="violates"' in (tmp_path / "junit.xml").read_text()
    alone = OWN.partition("test_wrong")[0]
    assert "1 passed, 3 deselected" in pytest_of(tmp_path, alone, "-k", "test_right and decimal").stdout


def test_a_mistake_in_ones_own_test_is_a_sentence(tmp_path):
    done = pytest_of(tmp_path, OWN.replace("Renamed", "Rename"))
    assert "goldstep: standin.optim has no Rename; it is" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "goldstep", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"goldstep, version {goldstep.__version__}\n"
