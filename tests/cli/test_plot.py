"""`goldstep plot`, and the pictures of the pages."""

import operator
import re
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import pytest

from goldstep.conformance.reporting.margins import NoMargins
from goldstep.conformance.reporting.margins import picture as margins_of
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.errors import UnknownName
from goldstep.reference.registry import of_family
from goldstep.reference.trajectory import follow
from goldstep.spec.ablation import decorrelated, reordered
from goldstep.spec.descents import PICTURES, Entrant, height, periodic
from goldstep.spec.drawing import Curve
from goldstep.spec.plots import cases_of, picture, reference_curves

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
    assert len(curve.y) == 20
    assert all(abs(Fraction(got) - want) < Fraction(1, 2**50) for got, want in zip(curve.y, exact, strict=True))


def test_variants_that_coincide_share_a_line():
    curves = reference_curves(cases_of(NAME, {}, None))
    assert any("paper, pytorch-2.13" in curve.label for curve in curves)
    assert len({curve.y for curve in curves}) == len(curves)


def test_the_picture_is_the_same_on_every_run_and_names_every_line():
    curves = [Curve("one", (1.0, 0.5)), Curve("two", (0.0, 0.5), computed=True)]
    drawn = picture(curves, "title").svg()
    assert drawn == picture(curves, "title").svg()
    assert {"one", "two", "title", "learning rate"} <= set(texts(drawn))
    assert not re.search(r"\d{4}-\d\d-\d\d", drawn)


def test_its_numbers_are_a_row_each(run, tmp_path):
    out = tmp_path / "a.csv"
    run("plot", f"{NAME}@pytorch-2.13", "--steps", 3, "--set", "length=2", "-o", out)
    rows = out.read_text().splitlines()
    assert rows[0] == "curve,completed steps e,learning rate"
    assert [row.split(",")[1] for row in rows[1:]] == ["0", "1", "2"]


@pytest.fixture(scope="module")
def pictures():
    return {name: make() for name, make in PICTURES.items()}


class TestPictures:
    """What the papers say of these problems, and what the functions are."""

    def test_a_rare_gradient_drives_adam_away_and_nobody_else(self, pictures):
        ends = {curve.label.split("@")[0]: curve.y[-1] for curve in pictures["reddi"].curves}
        assert ends["adam"] > 1
        assert ends["adopt"] < -1
        assert -1 < ends["amsgrad"] < 0

    def test_adam_depends_on_beta2_and_adopt_does_not(self, pictures):
        ends = {curve.label: curve.y[-1] for curve in pictures["adopt"].curves}
        adams = [y for label, y in ends.items() if label.startswith("adam@")]
        assert [y > 0 for y in adams] == [True, True, False]
        assert all(y < 0 for label, y in ends.items() if not label.startswith("adam@"))

    def test_adopt_needs_both_of_its_changes(self, pictures):
        """Once a period is like the one before, x moves by -lr times a sum of averages over a period.

        What the beginning leaves is beta to the power of 4950 steps. The averages forget a rounding as they forget a
        gradient, so that three a step come to 3 / (1 - beta) = 30; with those of a root, of corrections and quotients,
        and with the 50 terms of each sum here, no term has 256. Of x each of the 50 steps rounds two, its own and that
        of its move, and the difference one more. Adam's epsilon is added to roots that are 50 at least.
        """
        lr, beta, slopes, eps = 0.01, 0.9, [2500.0, *[-50.0] * 49], 1e-8

        def averages(values):
            n = len(values)
            return [sum(beta**i * values[j - i] for i in range(n)) * (1 - beta) / (1 - beta**n) for j in range(n)]

        sizes = [abs(g) for g in slopes]
        m, roots = averages(slopes), [v**0.5 for v in averages([g * g for g in slopes])]
        before = [roots[-1], *roots[:-1]]
        sums = [
            sum(x / r for x, r in zip(*pair, strict=True))
            for pair in ((m, roots), (m, before), (slopes, roots), (slopes, before))
        ]
        curves = pictures["ablation"].curves
        assert [s > 0 for s in sums] == [False, False, False, True]
        for curve, s, each in zip(curves, sums, (averages(sizes), averages(sizes), sizes, sizes), strict=True):
            terms = sum(map(operator.truediv, each, [min(pair) for pair in zip(roots, before, strict=True)]))
            rounded = (256 * terms + 128 * max(map(abs, curve.y)) / lr) * 2.0**-53
            assert abs((curve.y[-2] - curve.y[-1]) / lr - s) <= rounded + terms * eps / min(map(abs, slopes))
            assert (curve.y[-1] < 0) == (s > 0)

    def test_each_change_of_adopt_without_averaging_is_what_is_known(self):
        """Where nothing is averaged the order does not matter: the first is ADOPT, the second knows its gradient."""
        given, slopes = {"lr": 0.5, "beta1": 0.0, "beta2": 0.5}, periodic(4.0, -1.0, 2.0)
        name = "adopt@paper-v1"
        kinds = (None, decorrelated(), reordered())
        whole, first, second = (list(Entrant(name, given, kind).path([1.0], slopes, 5)) for kind in kinds)
        assert first == whole
        assert second[2][0] == 1.0 + 0.5 / ((16.0 + 1.0) / 2) ** 0.5

    def test_plain_descent_goes_as_its_formula_says(self):
        path = list(Entrant("sgd@paper", {"lr": 0.25}).path([4.0, -2.0], lambda t, point: [1.0 * t, 2.0], 2))
        assert path == [[4.0, -2.0], [3.75, -2.5], [3.25, -3.0]]

    def test_all_but_the_signs_come_down_by_a_factor_of_a_hundred(self, pictures):
        for curve in pictures["convergence"].curves:
            assert curve.y[0] == height([-9.0, 2.0])
            assert curve.y[-1] < curve.y[0] / 100 or curve.label.startswith(("lion", "radam"))

    def test_the_command_writes_it(self, run, tmp_path):
        out = tmp_path / "a.svg"
        assert "5 optimizers" in run("plot", "ravine", "-o", out)
        assert "adam@pytorch-2.13, lr = 0.4" in texts(out.read_text())


def test_the_command_draws_variants_and_backends(run, tmp_path):
    out = tmp_path / "a.svg"
    shown = run("plot", f"{NAME}@mlx-0.32", "--backend", "numpy", "--set", "length=5", "--steps", 9, "-o", out)
    assert "1 courses of 1 variants, 1 of backends" in shown
    assert f"numpy computes {NAME} mlx-0.32" in texts(out.read_text())


class TestMargins:
    """The picture of a run."""

    def picture(self, *margins):
        lines = [
            {"algorithm": name, "check": check, "dtype": dtype, "margin": margin}
            for name, check, dtype, margin in margins
        ]
        return margins_of({"backend": {"name": "own", "version": "1"}}, lines, "run.jsonl")

    def test_each_check_has_its_largest_margin(self):
        drawn = self.picture(
            ("sgd", "a", "float32", 0.5),
            ("sgd", "a", "float32", 0.25),
            ("sgd", "b", "float32", 0.125),
            ("sgd", "b", "float32", None),
            ("adam", "a", "float64", "inf"),
        )
        rows = [line.split(",") for line in drawn.csv().splitlines()[1:]]
        assert rows == [["float32", "0.5", "sgd"], ["float32", "0.125", "sgd"], ["float64", "inf", "adam"]]
        assert drawn.names == ["sgd", "adam"]

    def test_what_is_infinite_stands_beyond_what_is_finite(self):
        shown = texts(self.picture(("sgd", "a", "float32", 30.0), ("adam", "a", "float32", "inf")).svg())
        assert {"adam", "sgd", "float32", "own 1: the largest of each check", "0.5", "10", "100"} <= set(shown)

    def test_the_command_draws_a_run(self, run, tmp_path):
        path, out = tmp_path / "run.jsonl", tmp_path / "a.svg"
        run("check", "numpy", "--algorithm", "sgd", "--dtype", "float32", "--check", "one-step", "--run-file", path)
        assert "margins of 1 algorithms" in run("plot", path, "-o", out)
        assert "sgd" in texts(out.read_text())

    def test_a_run_without_margins_is_told(self):
        with pytest.raises(NoMargins, match=r"run\.jsonl has no margins: in none of its 1 results"):
            self.picture(("sgd", "a", "float32", None))


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
        (["ravine", "--steps", "5"], "stand alone, without options but --output"),
        (["a.jsonl", "b.jsonl"], "stand alone, without options but --output"),
        (["a.jsonl"], "cannot read a.jsonl: No such file"),
    ],
)
def test_a_wrong_word_is_named(run, words, complaint, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert complaint in run("plot", *words, code=2)
    assert not list(tmp_path.iterdir())


def test_an_unknown_schedule_is_refused():
    with pytest.raises(UnknownName):
        cases_of("nothing", {}, None)
