"""`goldstep plot`, and the pictures of the pages."""

import re
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import pytest

from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.errors import UnknownName
from goldstep.reference.registry import of_family
from goldstep.reference.trajectory import follow
from goldstep.spec.plots import Curve, cases_of, reference_curves, svg

pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install 'goldstep[plot]'")
NAME = "cosine_annealing"


def texts(picture: str) -> list[str]:
    return [x.text for x in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", of_family("schedules"))
def test_every_variant_of_every_schedule_has_a_course(name):
    cases = cases_of(name, {}, None)
    labels = " ".join(curve.label for curve in reference_curves(cases))
    assert cases
    assert all(case.variant in labels for case in cases)


def test_a_course_is_that_of_the_exact_reference():
    (case,) = cases_of(f"{NAME}@pytorch-2.13", {"length": 9}, 20)
    (curve,) = reference_curves([case])
    with Arb() as arb:
        exact = [arb.enclosure(moment.states[0]["theta"].items[0])[0] for moment in follow(case, arb)]
    assert len(curve.rates) == 20
    assert all(abs(Fraction(got) - want) < Fraction(1, 2**50) for got, want in zip(curve.rates, exact, strict=True))


def test_variants_that_coincide_share_a_line():
    curves = reference_curves(cases_of(NAME, {}, None))
    assert any("paper, pytorch-2.13" in curve.label for curve in curves)
    assert len({curve.rates for curve in curves}) == len(curves)


def test_the_picture_is_the_same_on_every_run_and_names_every_line():
    curves = [Curve("one", (1.0, 0.5)), Curve("two", (0.0, 0.5), computed=True)]
    picture = svg(curves, "title")
    assert picture == svg(curves, "title")
    assert {"one", "two", "title", "learning rate"} <= set(texts(picture))
    assert not re.search(r"\d{4}-\d\d-\d\d", picture)


def test_the_command_draws_variants_and_backends(run, tmp_path):
    out = tmp_path / "a.svg"
    shown = run("plot", f"{NAME}@mlx-0.32", "--backend", "numpy", "--set", "length=5", "--steps", 9, "-o", out)
    assert "1 courses of 1 variants, 1 of backends" in shown
    assert f"numpy computes {NAME} mlx-0.32" in texts(out.read_text())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["cosine_anealing"], "did you mean cosine_annealing"),
        (["adam"], "unknown schedule 'adam'"),
        ([f"{NAME}@papre"], "did you mean paper"),
        ([NAME, "--set", "lenght=3"], "did you mean length"),
        ([NAME, "--set", "length=0"], "outside its domain"),
        ([NAME, "--set", "lr=inf"], "no finite float64"),
        ([NAME, "--set", "length"], "not of the form NAME=NUMBER"),
        ([NAME, "--steps", "0"], "not in the range"),
        ([NAME, "-o", "nowhere/a.svg"], "there is no folder nowhere"),
        ([NAME, "--backend", "wrong_adapters:Claims"], "none of these variants is there"),
        ([], "Missing argument"),
    ],
)
def test_a_wrong_word_is_named(run, words, complaint, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert complaint in run("plot", *words, code=2)
    assert not list(tmp_path.iterdir())


def test_an_unknown_schedule_is_refused():
    with pytest.raises(UnknownName):
        cases_of("nothing", {}, None)
