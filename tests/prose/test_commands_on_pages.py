"""The tutorial and the page on CI: their commands are run, and show what the pages show."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "spec/concepts"
MISTAKE = "                momentum.mul_(beta2).add_(p.grad, alpha=1 - beta2)\n"


def blocks(page, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", (PAGES / page).read_text(encoding="utf-8"), re.M | re.S)


def shell(command, folder, **more):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80", **more}
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, env=environment)


def without_numbers(text):
    numbers = re.sub(r"-?0x[0-9a-f.]+p[+-]\d+|-?\d+\.\d+(e[+-]?\d+)?", "#", text)
    return [line.rstrip() for line in numbers.strip().splitlines()]


@pytest.fixture
def example(tmp_path):
    shutil.copy(ROOT / "spec/examples/my_adam.py", tmp_path)
    return tmp_path


def test_the_tutorial(tmp_path):
    """Each command in its turn, in one folder, with what its text says in between."""
    pytest.importorskip("torch")
    wrong, own_test = blocks("tutorial.md", "python")
    mended = wrong.replace(MISTAKE, "") + MISTAKE
    assert mended != wrong
    (tmp_path / "my_lion.py").write_text(wrong, encoding="utf-8")
    (tmp_path / "test_lion.py").write_text(own_test, encoding="utf-8")
    for block in blocks("tutorial.md", "console"):
        command, _, shown = block.removeprefix("$ ").partition("\n")
        if "--run-file" in command:
            (tmp_path / "my_lion.py").write_text(mended, encoding="utf-8")
        if "--compare" in command:
            shutil.copy(tmp_path / "run.jsonl", tmp_path / "run-of-today.jsonl")
        done = shell(command, tmp_path)
        assert done.returncode == (1 if "VIOLATES" in shown else 0), done.stdout + done.stderr
        assert without_numbers(re.sub(r" in [\d.]+s( \([\d:]+\))?$", "", done.stdout, flags=re.M)) == without_numbers(
            shown
        )
    assert (tmp_path / "who.html").is_file()


def test_the_page_of_comparisons(run, tmp_path):
    *comparing, converting = blocks("which.md", "console")
    for block, end in zip(comparing, blocks("which.md", "text"), strict=True):
        command, _, shown = block.removeprefix("$ goldstep ").partition("\n")
        found = run(*command.split())
        assert found.startswith(shown)
        assert found.endswith(end)
    if importlib.util.find_spec("keras") and importlib.util.find_spec("torch"):
        command, _, shown = converting.removeprefix("$ ").partition("\n")
        assert without_numbers(shell(command, tmp_path).stdout) == without_numbers(shown)


def test_the_shell_of_the_ci_page(example):
    judge, compare, *_others = blocks("ci.md", "sh")  # releases come from an index, which tests do not ask
    done = shell(f"set -e\n{judge}cp run.jsonl new.jsonl\n{compare}", example)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in example.iterdir()} >= {"run.jsonl", "who.html", "junit.xml", "badge.json"}


class TestFilesOfServices:
    @pytest.fixture
    def yaml(self):
        return pytest.importorskip("yaml")

    def test_the_examples_name_what_there_is(self, yaml):
        action, workflow, gitlab = (yaml.safe_load(block) for block in blocks("ci.md", "yaml"))
        (used,) = (step for step in action["jobs"]["goldstep"]["steps"] if "OWNER" in step.get("uses", ""))
        declared = yaml.safe_load((ROOT / "action.yml").read_text())
        assert set(used["with"]) <= set(declared["inputs"])
        called = workflow["jobs"]["goldstep"]
        file = called["uses"].removeprefix("OWNER/goldstep/").partition("@")[0]
        inputs = yaml.safe_load((ROOT / file).read_text())[True]["workflow_call"]["inputs"]  # `on` is a truth to YAML
        assert set(called["with"]) <= set(inputs)
        assert {name for name, x in inputs.items() if x.get("required")} <= set(called["with"])
        assert gitlab["goldstep"]["script"][1].startswith("goldstep check ")

    def test_the_script_of_gitlab(self, yaml, example):
        job = yaml.safe_load(blocks("ci.md", "yaml")[2])["goldstep"]
        done = shell("set -e\n" + "\n".join([*job["script"][1:], *job["after_script"]]), example)
        assert done.returncode == 0, done.stderr
        assert {*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]} <= {p.name for p in example.iterdir()}

    @pytest.mark.parametrize(
        ("change", "before", "code"),
        [(("", ""), False, 0), (("1 - beta1**self.t", "1 - beta1"), False, 1), (("", ""), True, 0)],
        ids=["conforms", "violates", "compared"],
    )
    def test_the_action_judges_and_shows(self, yaml, example, change, before, code):
        adapter = example / "my_adam.py"
        adapter.write_text(adapter.read_text().replace(*change))
        step = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"][1]
        given = {"ADAPTER": "my_adam:MyAdam", "ARGUMENTS": "--check 'one-step' --dtype float64", "FOLDER": "goldstep"}
        assert set(step["env"]) == {*given, "BEFORE"}
        earlier = example / "before.jsonl"
        if before:
            shell(f"goldstep check my_adam:MyAdam --check one-step --dtype float64 --run-file {earlier}", example)
        summary = example / "summary.md"
        more = {"BEFORE": str(earlier) if before else "", "GITHUB_STEP_SUMMARY": str(summary)}
        done = shell(step["run"], example, **given, **more)
        assert done.returncode == code, done.stdout + done.stderr
        assert {path.name for path in (example / "goldstep").iterdir()} == {
            "run.jsonl", "who.html", "junit.xml", "badge.json"
        }  # fmt: skip
        assert summary.read_text().startswith("# my-adam 1.0, judged by goldstep ")
        assert ("No verdict changed." in summary.read_text()) == before

    @pytest.mark.parametrize("file", ["action.yml", ".github/workflows/conformance.yml"])
    def test_arguments_are_split_and_nothing_in_them_is_run(self, tmp_path, file):
        (line,) = (x for x in (ROOT / file).read_text().splitlines() if "ARGUMENTS" in x and "words" in x)
        given = "--case 'a b' --as $(touch owned) `touch owned`"
        done = shell(f"{line}\nprintf '<%s>' \"${{words[@]}}\"", tmp_path, ARGUMENTS=given)
        assert done.stdout == "<--case><a b><--as><$(touch><owned)><`touch><owned`>"
        assert list(tmp_path.iterdir()) == []

    def test_the_workflow_hands_nothing_to_a_shell_but_by_its_environment(self, yaml):
        for file in ("action.yml", ".github/workflows/conformance.yml"):
            document = yaml.safe_load((ROOT / file).read_text())
            steps = document["runs"]["steps"] if "runs" in document else document["jobs"]["judge"]["steps"]
            assert all("${{" not in step.get("run", "") for step in steps)
