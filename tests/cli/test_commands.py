"""The commands beside `goldstep check`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from goldstep import __version__
from goldstep.conformance.checks import CHECKS
from goldstep.conformance.cli import COMMANDS
from goldstep.conformance.table import counts
from goldstep.golden.catalogue import all_cases, of_algorithm
from goldstep.golden.store import FOLDER, Store, encode
from goldstep.reference.registry import FAMILIES, of_family
from goldstep.spec.clauses import clauses

NAMES = {
    "algorithms": [name for family in FAMILIES for name in of_family(family)],
    "cases": [case.id for case in all_cases()],
    "checks": [check.name for check in CHECKS],
    "clauses": list(clauses()),
    "backends": [
        "numpy",
        "torch",
        "optax",
        "keras",
        "keras-torch",
        "pytorch-optimizer",
        "tinygrad",
        "mlx",
        "ferrotensor",
        "rust",
        "torch:Class",
        "optax:function",
        "keras:Class",
        "module:Attr",
        "native:LIBRARY",
        "cmd:COMMAND",
    ],
}


class TestHelp:
    def test_without_a_command(self, run):
        assert all(f"\n  {name} " in run(code=2) for name in COMMANDS)

    @pytest.mark.parametrize("words", [(name,) for name in COMMANDS] + [("golden", "build"), ("golden", "check")])
    def test_of_each_command(self, run, words):
        shown = run(*words, "--help")
        assert shown.startswith(f"Usage: goldstep {' '.join(words)} ")
        assert "-h, --help" in shown

    def test_the_exit_codes_are_documented(self, run):
        assert "2 usage or broken adapter" in " ".join(run("check", "-h").split())

    def test_version(self, run):
        assert run("--version") == f"goldstep, version {__version__}\n"

    def test_an_unknown_command(self, run):
        assert "No such command 'chek'" in run("chek", code=2)


class TestList:
    @pytest.mark.parametrize("kind", NAMES)
    def test_each_kind(self, run, kind):
        lines = [line for line in run("list", kind).splitlines() if not line.startswith(" ") and line[-1] != ":"]
        assert [line.split()[0] for line in lines] == NAMES[kind]

    def test_algorithms_by_default_with_their_variants(self, run):
        shown = run("list")
        assert shown == run("list", "algorithms")
        assert "    keras-3.15 " in shown

    def test_a_pattern_keeps_what_has_it(self, run):
        shown = run("list", "ADAMW")
        assert shown.splitlines()[:2] == ["optimizers:", "adamw        AdamW"]
        assert "sgd" not in shown
        assert [x["id"] for x in json.loads(run("list", "cases", "adam/spike@*", "--json"))] == [
            case.id for case in of_algorithm("adam") if case.name == "spike"
        ]
        assert run("list", "clauses", "epsilon") != run("list", "clauses")

    def test_of_what_does_not_fit_by_name_the_variants_that_do(self, run):
        found = json.loads(run("list", "keras-3.15", "--json"))
        adam = next(x for x in found if x["name"] == "adam")
        assert [x["name"] for x in adam["variants"]] == ["keras-3.15"]
        assert adam["variants"][0]["defaults"]["eps"] == "1e-7"

    def test_a_family_is_a_pattern(self, run):
        assert {x["family"] for x in json.loads(run("list", "averages", "--json"))} == {"averages"}

    @pytest.mark.parametrize("kind", NAMES)
    def test_as_json(self, run, kind):
        found = json.loads(run("list", kind, "--json"))
        assert [x.get("name", x.get("id")) for x in found] == NAMES[kind]

    def test_what_fits_nothing(self, run):
        told = run("list", "claises", code=2)
        assert (
            told
            == "error: no algorithm matches 'claises'; besides algorithms there are cases, checks, clauses, backends\n"
        )
        assert "one PATTERN at most" in run("list", "adam", "lion", code=2)


class TestShow:
    def test_a_clause_in_any_case_with_what_breaks_it(self, run):
        shown = run("show", "adam-6")
        assert shown.startswith(f"ADAM-6  {clauses()['ADAM-6'].text}\n")
        assert "page: optimizers/adam.html#adam-6" in shown
        assert "broken by adam/eps-inside-root: epsilon is added under the root" in shown

    def test_an_unknown_clause_offers_the_closest(self, run):
        shown = run("show", "adam-99", code=2)
        assert shown.startswith("error: unknown clause 'ADAM-99'; did you mean ADAM-")


class TestExplain:
    @pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.id)
    def test_every_case(self, run, case):
        shown = run("explain", case.id)
        assert all(f"\nstep {t}: " in shown for t in case.steps)

    def test_a_step_worked_out_has_the_numbers_of_the_golden(self, run):
        shown = run("explain", "adam/spike@paper", "--step", 2)
        assert "step 2: lr = 0.0625, beta1 = 0.875" in shown
        assert "step 1:" not in shown
        row = next(line.split() for line in shown.splitlines() if line.split()[:1] == ["v"])
        golden = Store().read("adam/spike@paper").values(2, "v")[0]
        assert [float(x) for x in row[1:-1]] == [float(x) for x in golden]
        assert row[-1] == "ADAM-3"
        assert r"ADAM-3       v_t = \beta_2 v_{t-1}" in shown

    def test_an_unknown_step(self, run):
        assert "adam/spike@paper has steps 1 to 8, not 9" in run("explain", "adam/spike@paper", "--step", 9, code=2)

    def test_an_unknown_case(self, run):
        assert "did you mean adam/spike@paper" in run("explain", "adam/spyke@paper", code=2)
        assert "unknown case 'adam'" in run("explain", "adam", code=2)


class TestGolden:
    @pytest.fixture
    def folder(self, tmp_path):
        return shutil.copytree(FOLDER, tmp_path / "goldens")

    def test_build_gives_the_files_that_are_published(self, run, tmp_path):
        shown = run("golden", "build", "adagrad", "--folder", tmp_path)
        cases = of_algorithm("adagrad")
        assert f"{len(cases)} goldens built by arb, {len(cases)} changed\ndigest " in shown
        for case in cases:
            assert Store(tmp_path).path(case.id).read_bytes() == Store().path(case.id).read_bytes()
        assert Store(tmp_path).verify() == len(cases)

    def test_a_second_build_changes_nothing(self, run, folder):
        shown = run("golden", "build", "adam/spike@paper", "--folder", folder)
        assert f"1 goldens built by arb, 0 changed\ndigest {Store().index['digest']}" in shown

    @pytest.mark.parametrize("engine", ["arb", "mpf"])
    def test_check_rebuilds(self, run, engine):
        shown = run("golden", "check", "adam/spike@paper", "adadelta", "--engine", engine)
        assert f"5 goldens are byte for byte what {engine} builds" in shown

    def test_check_of_the_hashes_alone(self, run):
        count, digest = len(all_cases()), Store().index["digest"]
        assert (
            run("golden", "check", "--no-rebuild") == f"{count} goldens have the hashes of the index, digest {digest}\n"
        )

    def test_check_detects_an_edit(self, run, folder):
        path = folder / "adam" / "spike@paper.json"
        path.write_text(path.read_text().replace('"0.5"', '"0.25"', 1))
        assert "golden adam/spike@paper is damaged or edited" in run("golden", "check", "--folder", folder, code=2)

    @pytest.fixture
    def covered(self, folder):
        """An edit that the index was made to fit."""
        store = Store(folder)
        document = store.read("adam/spike@paper").document
        document["steps"][0]["coefficients"]["bias1"] = "0.126"
        store.path("adam/spike@paper").write_bytes(encode(document))
        store.write_index(store.ids())
        return folder

    def test_check_detects_an_edit_that_the_index_covers(self, run, covered):
        shown = run("golden", "check", "adam", "--folder", covered, code=2)
        assert "golden adam/spike@paper differs from its rebuild: line" in shown
        assert '"bias1": "0.126"' in shown

    def test_build_refuses_to_change_it_back_unless_told(self, run, covered):
        words = ("golden", "build", "adam/spike@paper", "--folder", covered)
        shown = run(*words, code=2)
        assert "golden adam/spike@paper would change: line" in shown
        assert "pass --replace" in shown
        assert "1 changed" in run(*words, "--replace")

    def test_a_missing_golden(self, run, folder):
        Store(folder).write_index(i for i in Store(folder).ids() if i != "adam/spike@paper")
        shown = run("golden", "check", "adam", "--folder", folder, "--no-rebuild", code=2)
        assert "no golden for adam/spike@paper; run `goldstep golden build`" in shown

    def test_a_golden_without_a_case(self, run, folder):
        store = Store(folder)
        store.write("adam/of-old@paper", store.read("adam/spike@paper").document)
        store.write_index([*store.ids(), "adam/of-old@paper"])
        shown = run("golden", "check", "adam", "--folder", folder, "--no-rebuild", code=2)
        assert "no case for golden adam/of-old@paper" in shown

    def test_an_empty_folder(self, run, tmp_path):
        assert "the index is missing" in run("golden", "check", "--folder", tmp_path / "none", code=2)

    def test_an_unknown_name(self, run):
        assert "unknown case or algorithm 'adm'; did you mean adam" in run("golden", "check", "adm", code=2)


def test_impostors_of_an_unknown_algorithm(run):
    assert "unknown algorithm 'adm'; did you mean adam" in run("impostors", "adm", code=2)


RESULT = {
    "kind": "result", "id": "one-step/adam/f64/spike@paper", "check": "one-step", "algorithm": "adam",
    "variant": "paper", "dtype": "float64", "mode": "default", "device": "cpu", "case": "spike@paper",
    "clauses": ["ADAM-6"], "verdict": "violates", "margin": "inf", "judged": 6, "vacuous": 0, "reason": "",
    "deviation": None, "diagnosis": ["this is another"],
}  # fmt: skip


class TestReport:
    def write(self, path, *results, complete=True):
        header = {
            "kind": "header", "format": "1.0.0", "suite": "1", "golden_digest": "ab12" * 16,
            "backend": {"adapter": "x:Y", "name": "x", "version": "2"},
            "environment": {"python": "3", "machine": "m", "system": "s", "numpy": "2"},
        }  # fmt: skip
        footer = {"kind": "footer", "counts": counts(results), "results": len(results), "complete": complete}
        path.write_text("".join(json.dumps(line) + "\n" for line in (header, *results, footer)))
        return path

    def test_what_failed_what_was_declared_and_what_was_untested(self, run, tmp_path):
        untested = {
            **RESULT,
            "dtype": "float32",
            "verdict": "untested",
            "margin": None,
            "reason": "too\n coarse\x1bc",
        }
        untested["id"] = "one-step/adam/f32/spike@paper"
        declared = {**RESULT, "id": "trajectory/adam/f64/spike@paper", "deviation": "trajectory/*"}
        shown = run("report", self.write(tmp_path / "run.jsonl", RESULT, untested, declared))
        assert shown.startswith("# x 2, judged by goldstep 1\n")
        assert "| adam | paper | default | VIOLATES 1/2 | untested |" in shown
        assert "1 violate, 1 untested, 1 declared deviations." in shown
        failed, why, known, untold = shown.split("\n## ")[1:]
        assert failed.startswith(
            "Violations and errors\n\n- `one-step/adam/f64/spike@paper` violates (ADAM-6), margin inf"
        )
        assert "  - this is another" in failed
        assert why == "What explains them\n\n- explains 1 of 1 failing cells of adam paper: this is another\n"
        assert known.startswith("Declared deviations\n\n- `trajectory/adam/f64/spike@paper`")
        assert untold == "Untested\n\n- 1: too coarse\\x1bc\n"

    def test_an_interrupted_run(self, run, tmp_path):
        assert "The run was interrupted" in run("report", self.write(tmp_path / "run.jsonl", complete=False))

    def test_of_a_real_run(self, goldstep, run, tmp_path):
        words = ("--algorithm", "sgd", "--check", "trajectory", "--dtype", "float64", "--run-file", "run.jsonl")
        goldstep("check", "numpy", *words)
        shown = run("report", tmp_path / "run.jsonl")
        assert "| sgd | pytorch-2.13 | default | conforms" in shown
        assert "##" not in shown

    def test_of_what_is_no_run_file(self, run, tmp_path):
        (tmp_path / "x").write_text("[]\n")
        assert "x, line 1 is none of a run file" in run("report", tmp_path / "x", code=2)
        assert "cannot read" in run("report", tmp_path / "none", code=2)


@pytest.mark.parametrize("words", [("list", "clauses"), ("explain", "adam/spike@paper")])
def test_a_reader_that_goes_away_is_no_error(words):
    goldstep = Path(sys.executable).with_name("goldstep")
    process = subprocess.Popen([goldstep, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    _, errors = process.communicate(timeout=60)
    assert errors == b""
