"""The pytest plugin is in every project of its environment: it is in nobody's way, and judging obeys no project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldstep.conformance.run_reader import read

SHORT = (
    "adapter",
    "algorithm",
    "case",
    "check",
    "deviations",
    "device",
    "dtype",
    "fuzz",
    "mode",
    "run-file",
    "timeout",
)
BACKENDS = Path(__file__).parents[1] / "backends"

CONFTEST = f"""
def pytest_addoption(parser):
    for name in {SHORT}:
        parser.addoption(f"--{{name}}", default="of the project")
        parser.addini(name.replace("-", "_"), "of the project")
"""

INI = """[pytest]
python_files = spec_*.py
python_functions = it_*
python_classes = Spec
addopts = --strict-config --strict-markers
filterwarnings = error
xfail_strict = true
mode = fast
"""

SPEC = f"""
import sys

def it_has_its_own_options(pytestconfig):
    for name in {SHORT}:
        assert pytestconfig.getoption(name.replace("-", "_")) == "of the project"
    assert pytestconfig.getini("mode") == "fast"
    assert pytestconfig.getoption("workers", "nobody has it") == "nobody has it"

def it_records_what_it_likes(record_property):
    for name in ("goldstep", "goldstep_line", "line"):
        for value in ("x", "{{}}", "[1]", '{{"id": 1}}', {{"id": "smoke/adam"}}, None):
            record_property(name, value)

def it_loads_nothing_heavy(request):
    battery = any("goldstep.conformance" in argument for argument in request.config.args)
    assert battery or not {{"numpy", "hypothesis", "goldstep.reference", "rich"}} & set(sys.modules)
"""


@pytest.fixture
def project(tmp_path):
    for name, text in (("conftest.py", CONFTEST), ("pytest.ini", INI), ("spec_own.py", SPEC)):
        (tmp_path / name).write_text(text)
    return tmp_path


def pytest_in(folder, *words):
    """Exit code and output of pytest in a folder."""
    done = subprocess.run(
        [Path(sys.executable).with_name("pytest"), "-p", "no:cacheprovider", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(BACKENDS)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_every_option_has_the_name_of_the_project(pytestconfig):
    (group,) = (group for group in pytestconfig._parser._groups if group.name == "goldstep")
    names = [name for option in group.options for name in option.names()]
    assert names
    assert all(name.startswith("--goldstep-") for name in names)
    assert all(option.dest.startswith("goldstep_") for option in group.options)
    keys = [key for key in pytestconfig._parser._inidict if key.startswith("goldstep")]
    assert sorted(keys) == ["goldstep_adapter", "goldstep_deviations"]


def test_a_project_with_options_and_rules_of_its_own_is_left_alone(project):
    code, shown = pytest_in(project)
    assert code == 0, shown
    assert "3 passed" in shown
    assert "goldstep:" not in shown


def test_it_may_judge_a_backend_beside_its_own_tests(project):
    words = ("--goldstep-adapter", "broken_adapters:Sound", "--goldstep-check", "smoke", "--goldstep-check", "one-step")
    code, shown = pytest_in(project, ".", "--pyargs", "goldstep.conformance", *words, "--goldstep-dtype", "float64")
    assert code == 0, shown
    assert "6 passed" in shown
    assert "2 conform, 1 adapter check sound" in shown


def test_a_run_that_stops_at_its_first_failure_is_not_complete(project):
    words = ("--goldstep-adapter", "broken_adapters:StepRaises", "--goldstep-dtype", "float64", "--goldstep-run-file")
    code, shown = pytest_in(project, "-x", "--pyargs", "goldstep.conformance", *words, "run.jsonl")
    assert code == pytest.ExitCode.TESTS_FAILED, shown
    _, results, footer = read(str(project / "run.jsonl"))
    assert [line["verdict"] for line in results] == ["error"]
    assert not footer["complete"]


@pytest.mark.parametrize(
    "damage",
    [
        {"conftest.py": "raise SystemExit(0)\n"},
        {"conftest.py": CONFTEST, "pytest.ini": INI},
        {"pytest.ini": "[pytest]\naddopts = --cov=x -k sign\n", "setup.cfg": "[tool:pytest]\naddopts = --nothing\n"},
        {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-x'\nunknown = ["},
    ],
    ids=["conftest", "options", "addopts", "pyproject"],
)
def test_goldstep_check_does_not_depend_on_the_project_it_is_called_in(goldstep, tmp_path, monkeypatch, damage):
    for name, text in damage.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k sign --cov=x")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    shown = goldstep("check", "broken_adapters:Sound", "--check", "smoke", "--check", "one-step", "--dtype", "float64")
    assert "2 conform, 1 adapter check sound" in shown
