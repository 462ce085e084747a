"""Released packages: what is recorded of them belongs to the table of what is judged, and the command tells changes."""

import ast
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import released

ROOT = Path(__file__).parents[2]
REPRODUCERS = sorted((ROOT / "adapters/released/reproducers").glob("*.py"))


@pytest.fixture
def recorded():
    return json.loads(released.RECORD.read_text(encoding="utf-8"))


def test_what_is_recorded_is_what_is_asked(recorded):
    asked = [
        (package["name"], entry["target"], released.options(entry))
        for package in released.packages(())
        for entry in package["judge"]
    ]
    assert sorted(asked) == [released.key(row) for row in recorded]
    assert len({package for package, *_ in asked}) >= 25


def test_whatever_does_not_conform_is_explained(recorded):
    for row in recorded:
        assert bool(row["fails"]) == (row["verdict"] in ("violates", "error"))
        assert row["verdict"] == "conforms" or row["note"] or row["found"], row["target"]
        if row["found"]:
            assert ROOT / f"adapters/released/reproducers/{row['found']}.py" in REPRODUCERS


def test_a_row_that_is_not_as_recorded_is_told(recorded):
    by_key = {released.key(row): row for row in recorded}
    row = recorded[0]
    assert released.difference(row, by_key) == ""
    assert released.difference({**row, "verdict": "other"}, by_key).startswith("WAS ")
    assert released.difference({**row, "options": "--as other"}, by_key) == "NOT RECORDED"
    silent = {**row, "verdict": "violates", "note": "", "found": ""}
    assert released.difference(silent, {released.key(silent): silent}).startswith("NO NOTE")


def test_the_command_judges_a_package_and_compares(tmp_path, monkeypatch, capsys):
    (tmp_path / "standin-1").mkdir()
    (tmp_path / "standin-1/standin").symlink_to(Path(__file__).parent / "standin")
    table, record = tmp_path / "released.toml", tmp_path / "released.json"
    entry = '{ target = "torch:standin.optim.Late", as = "adamw@pytorch-2.13", checks = ["one-step"] }'
    table.write_text(f'[[package]]\nname = "standin"\nversion = "1"\njudge = [{entry}]\n')
    monkeypatch.setattr(released, "TABLE", table)
    monkeypatch.setattr(released, "RECORD", record)
    record.write_text("[]")
    monkeypatch.setattr(sys, "argv", ["released.py", "--folder", str(tmp_path)])
    assert released.main() == released.OTHER
    shown = capsys.readouterr().out
    assert "adamw@pytorch-2.13 violates: one-step; this is decay-after-update" in shown
    assert "NOT RECORDED" in shown
    monkeypatch.setattr(sys, "argv", ["released.py", "nothing"])
    with pytest.raises(SystemExit):
        released.main()
    assert "has no package 'nothing'; it has standin" in capsys.readouterr().err


def missing(script):
    """The packages that a reproducer imports or loads a file of, and that are not here."""
    source = script.read_text(encoding="utf-8")
    tree = ast.parse(source)
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    yield from (name for name in names if importlib.util.find_spec(name) is None)
    for name in re.findall(r'distribution\("([\w-]+)"\)', source):
        try:
            importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            yield name


@pytest.mark.parametrize("script", REPRODUCERS, ids=lambda path: path.stem)
def test_every_reproducer_runs_where_its_package_is(script, kept):
    if absent := [*missing(script)]:
        pytest.skip(f"{absent[0]} is not installed")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kept(script, done.stdout)
