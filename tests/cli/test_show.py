"""What things are called, and what there is: `goldstep show`, `doctor` and `header`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goldstep.conformance.cli.letters import letters, plain
from goldstep.reference import registry


def test_an_algorithm_is_shown_with_all_that_it_is_called(run):
    shown = run("show", "adamw")
    assert shown.startswith("AdamW, adamw of the optimizers\n")
    for text in ("beta1          β₁, decay rate", "v, second moment", "pytorch-2.13   torch.optim.AdamW; lr=1e-3"):
        assert text in shown
    assert "ADAMW-1        Before the update the parameter is multiplied by 1 - ηλ" in shown


@pytest.mark.parametrize("name", registry.names())
def test_every_algorithm_can_be_shown_without_latex(run, name):
    shown = run("show", name)
    assert "$" not in shown
    assert "\\" not in shown
    assert max(map(len, shown.splitlines())) <= 120


def test_what_is_neither_is_said(run):
    assert "unknown algorithm or clause 'adanw'; did you mean" in run("show", "adanw", code=2)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\beta_1^t", "β₁ᵗ"),
        (r"\hat{v}_{t-1}", "v\u0302ₜ₋₁"),
        (r"\frac{a}{b} \le \sqrt{x}", "(a)/(b) ≤ √(x)"),
        (r"\lambda \cdot \lVert g \rVert", "λ · ‖ g ‖"),
        (r"w^{T_0}", "w^T₀"),
    ],
)
def test_formulas_are_written_in_unicode(latex, text):
    assert letters(latex) == text
    assert plain(f"so **that** ${latex}$ holds") == f"so that {text} holds"


def test_the_doctor_says_what_there_is(run):
    shown = run("doctor")
    assert shown.startswith("goldstep ")
    assert "  torch              torch 2." in shown
    assert "native:LIBRARY" in shown


def test_each_is_there_for_programs(run):
    shown = json.loads(run("show", "adamw", "--json"))
    assert [x["name"] for x in shown["hyperparameters"]] == [x.name for x in registry.get("adamw").hypers]
    assert shown["variants"][0]["defaults"]["weight_decay"] == "1e-2"
    assert shown["clauses"][0] == {**shown["clauses"][0], "id": "ADAMW-1", "page": "optimizers/adamw.html#adamw-1"}
    clause = json.loads(run("show", "adam-6", "--json"))
    assert "adam/eps-inside-root" in [x["id"] for x in clause["broken_by"]]
    doctor = json.loads(run("doctor", "--json"))
    assert doctor["backends"]["numpy"] == "comes along"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("goldstep check num", "numpy"),
        ("goldstep check numpy --algorithm adagrad_", "adagrad_da"),
        ("goldstep check numpy --dtype bf", "bfloat16"),
        ("goldstep check numpy --check one-", "one-step"),
        ("goldstep check torch:x --as adam@ker", "adam@keras-3.15"),
        ("goldstep show adam-", "ADAM-6"),
        ("goldstep explain adam/sp", "adam/spike@paper"),
        ("goldstep list clau", "clauses"),
    ],
)
def test_a_shell_is_offered_values(words, offered, monkeypatch):
    *_, begun = words.split()
    typed = {"_GOLDSTEP_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    command = [Path(sys.executable).with_name("goldstep")]
    done = subprocess.run(command, env={**os.environ, **typed}, capture_output=True, text=True, check=True)
    assert f"plain,{offered}" in done.stdout.splitlines()
    assert all(line.removeprefix("plain,").lower().startswith(begun.lower()) for line in done.stdout.splitlines())


def test_the_header_lies_where_it_is_said(run):
    assert (Path(run("header").strip()) / "goldstep.h").is_file()
