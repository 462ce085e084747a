"""`goldstep history`: releases of a package, each judged in an environment of its own."""

import json
import zipfile

import pytest

ADAPTER = """
from importlib.metadata import version

import wandering
from goldstep.adapters.contract import Info


class Wanderer:
    def info(self):
        return Info("wandering", version("wandering"), algorithms={"sgd": ["paper"]}, dtypes=["float64"])

    def init(self, setup):
        self.theta = [p.astype(setup.dtype) for p in setup.params]

    def step(self, gradients, hyper):
        self.theta = [wandering.updated(x, g, hyper["lr"]) for x, g in zip(self.theta, gradients)]

    def state(self):
        return {"theta": self.theta}
"""
RIGHT, WRONG = "return x - lr * g", "return x - 2 * lr * g"


@pytest.fixture
def wheel(tmp_path):
    """Write a wheel of the package by its version and the update that it makes; returns its path."""

    def write(version, update):
        path, about = tmp_path / f"wandering-{version}-py3-none-any.whl", f"wandering-{version}.dist-info"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("wandering.py", f"def updated(x, g, lr):\n    {update}\n")
            file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: wandering\nVersion: {version}\n")
            file.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            file.writestr(f"{about}/RECORD", "")
        return path

    return write


@pytest.fixture
def adapter(tmp_path):
    (tmp_path / "wanderer.py").write_text(ADAPTER)
    return "wanderer:Wanderer"


def test_the_release_in_which_a_verdict_changed_is_told(goldstep, tmp_path, adapter, wheel):
    releases = [f"--release={wheel(*x)}" for x in (("1.0", RIGHT), ("2.0", WRONG))]

    shown = goldstep("history", adapter, *releases, "--", "--check", "one-step", code=1)

    table, step, *_ = shown.split("\n\n")  # then what the runs said
    assert table.splitlines()[0] == "algorithm  wandering 1.0  wandering 2.0"
    assert table.splitlines()[1].split("  ")[0] == "sgd"
    assert step.startswith("wandering 1.0 → wandering 2.0: ")
    assert "worse  one-step/sgd/f64/" in step
    assert "conforms → violates" in step
    kept = sorted((tmp_path / "history").iterdir())
    assert [json.loads(path.read_text().splitlines()[0])["backend"]["version"] for path in kept] == ["1.0", "2.0"]


def test_what_cannot_be_installed_or_judged_costs_the_others_nothing(goldstep, tmp_path, adapter, wheel):
    nowhere = tmp_path / "wandering-3.0-py3-none-any.whl"
    releases = [f"--release={path}" for path in (wheel("1.0", RIGHT), nowhere, wheel("4.0", "return x +"))]

    shown = goldstep("history", adapter, *releases, "--full", "--", "--check", "one-step", code=2)

    assert f"error: {nowhere}: pip could not install it" in shown
    assert "goldstep check wanderer:Wanderer ended with exit code 2" in shown
    assert "sgd        conforms" in shown
    assert [path.name for path in (tmp_path / "history").iterdir()] == ["01-wandering-1.0-py3-none-any.whl.jsonl"]


def test_a_release_given_twice_is_a_mistake(goldstep, adapter):
    assert "a release is given twice" in goldstep("history", adapter, "--release=a==1", "--release=a==1", code=2)
