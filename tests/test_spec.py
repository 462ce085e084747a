"""The pages: complete, in step with the code, free of what needs a network, and built without a warning."""

import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from goldstep.adapters.contract import Setup
from goldstep.golden.build import build
from goldstep.golden.catalogue import select
from goldstep.golden.store import Golden
from goldstep.reference.arithmetics.formula import equations
from goldstep.reference.clauses import GENERAL
from goldstep.reference.errors import UnknownName
from goldstep.reference.registry import family, get, names
from goldstep.spec.clauses import FOLDER, MalformedPage, clause, clauses


@pytest.mark.parametrize("name", names())
def test_every_algorithm_has_a_page_with_just_the_clauses_of_its_code(name):
    algorithm = get(name)
    in_code = {e.clause for variant in algorithm.variants for e in equations(algorithm, variant)}
    on_page = {c.id for c in clauses().values() if c.page == f"{family(name)}/{name}"}
    stated = {algorithm.start_clause, algorithm.behaviour_clause, *algorithm.search_clauses}
    assert on_page == (in_code | stated) - {""}


@pytest.mark.parametrize("name", names())
def test_a_page_shows_what_the_code_gives(name):
    page = (FOLDER / family(name) / f"{name}.md").read_text(encoding="utf-8")
    for directive in ("formulas", "hyperparameters", "state", "variants", "worked-example"):
        assert f"```{{{directive}}} {name}" in page
    assert "```{cite-this}" in page


def test_the_general_clauses():
    assert {c.id for c in clauses().values() if c.page == "contract"} == set(GENERAL)


def test_no_released_anchor_is_lost():
    released = (FOLDER / "anchors.txt").read_text().split()
    assert released == sorted(set(released))
    assert set(released) <= set(clauses()), "a clause may be amended, never removed or renumbered"
    assert set(clauses()) <= set(released), "add the new clauses to spec/anchors.txt"


def test_a_clause_is_found_in_any_case():
    found = clause("adam-8")
    assert (found.id, found.url) == ("ADAM-8", "optimizers/adam.html#adam-8")
    assert found.text == "Both moments are zero before the first step, and no step has been counted."


def test_an_unknown_clause_names_the_closest():
    with pytest.raises(UnknownName, match="did you mean ADAM-"):
        clause("ADAM-99")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("(x-1)=\nNo number.\n", r"must begin with \*\*X-1\.\*\*"),
        ("(x-1)=\n**X-2.** Another.\n", r"must begin with \*\*X-1\.\*\*"),
        ("(x-1)=\n**X-1.** Once.\n\n(x-1)=\n**X-1.** Twice.\n", "X-1 stands on"),
    ],
)
def test_a_malformed_page_is_refused(tmp_path, text, complaint):
    (tmp_path / "x.md").write_text(text)
    with pytest.raises(MalformedPage, match=complaint):
        clauses(tmp_path)


def html(built: Path) -> dict[str, str]:
    return {str(path.relative_to(built)): path.read_text(encoding="utf-8") for path in built.rglob("*.html")}


def every_clause_is_an_anchor(built):
    for c in clauses().values():
        assert f'id="{c.anchor}"' in (built / f"{c.page}.html").read_text(encoding="utf-8"), c.id


def no_page_shows_raw_markup_or_errors(built):
    for name, page in html(built).items():
        assert not re.search(r'class="[^"]*(system-message|problematic|merror)', page), name
        shown = re.sub(r"<pre.*?</pre>|<code.*?</code>|<script.*?</script>", "", page, flags=re.S)
        text = re.sub(r"<[^>]+>", "", shown)
        assert not re.search(r"`|\{[a-z-]+\} |\\[a-z]{3,}|\$", text), name


def the_pages_need_no_network(built):
    for name, page in html(built).items():
        for tag in re.findall(r"<(?:script|img|iframe|source)\b[^>]*>|<link\b[^>]*stylesheet[^>]*>", page):
            assert "//" not in tag, (name, tag)
    for style in built.rglob("*.css"):
        assert not re.search(r"@import|url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8")), style


def the_worked_example_is_the_golden(built):
    page = (built / "optimizers/adam.html").read_text(encoding="utf-8")
    (case,) = select(("adam/spike@paper",))
    for row in Golden(build(case)).values(2, "theta"):
        for number in row:
            assert number[:12] in page


def the_formulas_have_their_font(html):
    pytest.importorskip("ziamath", reason="ziamath is not installed: pip install 'goldstep[docs]'")
    (name,) = re.findall(r'url\("(.+?)"\)', (html / "_static/goldstep.css").read_text(encoding="utf-8"))
    assert (html / "_static" / name).read_bytes()[:4] == b"\0\1\0\0"  # a TrueType font


HOLDS = (
    every_clause_is_an_anchor,
    no_page_shows_raw_markup_or_errors,
    the_pages_need_no_network,
    the_worked_example_is_the_golden,
    the_formulas_have_their_font,
)


def test_the_pages_are_built_without_a_warning(tmp_path, subtests):
    """One test, so that they are built once however many processes the tests are spread over."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install 'goldstep[docs]'")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html"]
    command += ["-d", str(tmp_path / "doctrees"), str(FOLDER), str(tmp_path / "html")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for holds in HOLDS:
        with subtests.test(holds.__name__):
            holds(tmp_path / "html")


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_example_adapter_conforms(monkeypatch, dtype):
    monkeypatch.syspath_prepend(str(FOLDER / "examples"))
    from my_adam import MyAdam

    assert len((FOLDER / "examples/my_adam.py").read_text().splitlines()) < 40
    (case,) = select(("adam/spike@paper",))
    golden = Golden(build(case))
    adapter = MyAdam()
    params = [np.array([float(x) for x in p]) for p in case.params]
    hyper = {name: float(value) for name, value in case.hyper.items()}
    assert set(adapter.info().algorithms) == {"adam"}
    adapter.init(Setup("adam", "paper", hyper, params, dtype))
    for t, gradients in enumerate(case.gradients, 1):
        if t == 4:  # as if saved and loaded
            saved = {name: [x.copy() for x in arrays] for name, arrays in adapter.state().items()}
            adapter = MyAdam()
            adapter.init(Setup("adam", "paper", hyper, params, dtype))
            adapter.load({**saved, "t": 3})
        adapter.step([np.array([float(x) for x in g]) for g in gradients], hyper)
        budgets = golden.document["steps"][t - 1]["budgets"][dtype]
        for slot, arrays in adapter.state().items():
            for i, array in enumerate(arrays):
                assert array.dtype == dtype
                for got, exact, budget in zip(array, golden.values(t, slot)[i], budgets[i][slot], strict=True):
                    assert abs(Fraction(float(got)) - Fraction(exact)) <= Fraction(budget)
