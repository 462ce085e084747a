"""What things are called, and what there is: `goldstep show`, `doctor` and `header`."""

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


def test_the_header_lies_where_it_is_said(run):
    assert (Path(run("header").strip()) / "goldstep.h").is_file()
