"""What a failure says: the first departure, the clause, how to see it again, and what the backend is instead."""

import re
import shlex
import subprocess
import sys
from math import nan

import pytest
import wrong_adapters

from goldstep.adapters.loading import Backend
from goldstep.conformance import table
from goldstep.conformance.battery import Cell, result
from goldstep.conformance.checks import get, properties
from goldstep.conformance.checks.stepwise import alone
from goldstep.conformance.explanations import Explanations
from goldstep.conformance.failure import describe
from goldstep.conformance.figures import figure
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Selection, subjects
from goldstep.spec.clauses import clause

WORDS = ("--check", "one-step", "--algorithm", "adam", "--dtype", "float64")


def cell(attribute, check="one-step", name="decimal@pytorch-2.13", dtype="float64"):
    backend = Backend(f"wrong_adapters:{attribute}", getattr(wrong_adapters, attribute))
    (subject,) = subjects(backend, Selection(dtypes=(dtype,)))
    return Cell(get(check), subject, name)


class TestText:
    def test_names_the_first_departure_and_everything_to_act_on(self):
        """Step 1 of the golden: m = 0.1 * (g + 0.01 * theta), where Keras leaves the decay out of the gradient."""
        wrong = cell("Keras")
        outcome = wrong.judge()
        lines = [line.strip() for line in describe(wrong, outcome).splitlines()]
        assert lines[0] == "one-step/adam/f64/decimal@pytorch-2.13: violates"
        assert lines[1] == "first departure at step 1: m of parameter 0, element 0"
        expected, got = ((1 - 0.9) * (0.1 + 0.01 * 0.3), (1 - 0.9) * 0.1)
        assert lines[2].split() == ["expected", repr(expected), expected.hex()]
        assert lines[3].split() == ["got", repr(got), got.hex()]
        assert lines[4] == f"deviation  {outcome.departure.deviation:.6g}, budget {outcome.departure.budget:.6g}"
        assert lines[5] == f"clause     ADAM-1, ADAM-2  ({clause('ADAM-1').url} {clause('ADAM-2').url})"
        assert lines[6].startswith("diagnosis  this is ")
        assert lines[7].startswith("reproduce  goldstep check wrong_adapters:Keras ")

    def test_the_line_that_reproduces_it_does(self, goldstep):
        wrong = cell("Keras")
        text = describe(wrong, wrong.judge())
        program, *words = shlex.split(text.splitlines()[-1].removeprefix("  reproduce  "))
        assert program == "goldstep"
        shown = goldstep(*words, code=1)
        assert text in shown
        assert "1 violate" in shown

    def test_a_failure_of_the_battery_is_a_failure_of_pytest_with_the_same_text(self, tmp_path, monkeypatch):
        wrong = cell("Keras")
        command = [sys.executable, "-m", "pytest", "--pyargs", "goldstep.conformance", "-p", "no:cacheprovider"]
        command += [
            "--goldstep-adapter",
            "wrong_adapters:Keras",
            "-W",
            "error",
            *(w.replace("--", "--goldstep-") for w in WORDS),
        ]
        command += ["--goldstep-case", "decimal@pytorch-2.13"]
        monkeypatch.setenv("PYTHONPATH", wrong_adapters.__file__.rpartition("/")[0])
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == pytest.ExitCode.TESTS_FAILED
        assert describe(wrong, wrong.judge()) in done.stdout
        assert "one-step[adam/f64/decimal@pytorch-2.13]" in done.stdout
        assert "1 violate" in done.stdout

    def test_what_differs_in_a_state_that_was_loaded_is_not_blamed_on_a_step(self):
        wrong = cell("LoadsHalf", "life", "late")
        outcome = wrong.judge(diagnose=False)
        line = describe(wrong, outcome).splitlines()[1]
        assert line == "  first departure in the state just loaded, before step 300: v of parameter 0, element 1"
        assert set(outcome.clauses) == {"STEP-3"}

    @pytest.mark.parametrize(
        ("value", "text"), [(2.0**24 + 1, "16777217"), (-3.0, "-3"), (0.1, "0.1"), (1 / 3, "0.333333"), (nan, "nan")]
    )
    def test_whole_numbers_are_shown_in_full(self, value, text):
        assert figure(value) == text


class TestDiagnosis:
    def test_another_variant_is_named(self):
        notes = cell("Keras").judge().notes
        assert any(note.startswith("this is the variant keras-3.15 (keras.optimizers.Adam") for note in notes)

    def test_an_impostor_is_named_with_its_clause_and_source(self):
        outcome = cell("eps_inside_root").judge()
        assert outcome.clauses == ("ADAM-4", "ADAM-5", "ADAM-6", "ADAM-7")
        assert any("eps-inside-root: epsilon is added under the root (ADAM-6; " in note for note in outcome.notes)

    @pytest.mark.parametrize("dtype", ["float64", "float32"])
    def test_a_constant_that_was_fixed_is_found(self, dtype):
        assert cell("FixedEps", dtype=dtype).judge().notes == (
            "it behaves as if eps were 0.001 instead of 1e-08 (ADAM-6)",
        )

    @pytest.mark.parametrize("dtype", ["float64", "float16"])
    def test_in_16_bits_nothing_is_said_that_does_not_hold_in_64(self, dtype):
        """By its few digits alone, a rate of 70000 fits it as well."""
        notes = cell("Coarse", name="spike@paper", dtype=dtype).judge().notes
        assert notes == ("bias2 is 1 - beta2^(t+1) (ADAM-5)",)

    def test_a_rate_in_another_unit_is_found(self):
        notes = cell("DoubledRate").judge().notes
        assert "it behaves as if lr were 0.002 instead of 0.001, which is lr · 2 (ADAM-7)" in notes

    def test_of_what_nothing_explains_it_is_said_what_was_tried_and_how_far_it_is_right(self):
        (note,) = cell("Erratic").judge().notes
        assert re.match(r"none: tried \d+ variants, \d+ known mistakes, .*, edits of one place of a formula; ", note)
        assert note.endswith("as declared it is right for 1 of 5 steps, and none of these for more")

    def test_the_search_ends_where_no_more_may_be_tried(self):
        wrong = cell("Erratic")
        (note,) = Explanations(9).explained(wrong.subject, wrong.judge(diagnose=False)).notes
        assert note.startswith("none: tried 7 variants, 2 known mistakes; the search ended after 9 (--hypotheses ")
        assert Explanations(0).explained(wrong.subject, wrong.judge(diagnose=False)).notes == ()

    def test_what_was_found_is_tried_on_what_else_fails_and_counted(self):
        explanations, lines = Explanations(), []
        for name in ("spike@paper", "decimal@pytorch-2.13", "wide"):
            wrong = cell("FixedEps", name=name)
            outcome = wrong.judge(diagnose=False)
            told = explanations.explained(wrong.subject, outcome) if lines else outcome
            lines.append(result(wrong, told, None))
        found = "adam pytorch-2.13: it behaves as if eps were 0.001 instead of 1e-08 (ADAM-6)"
        assert table.explanations(lines) == [f"explains 2 of 3 failing cells of {found}"]


class TestProperties:
    def test_the_smallest_failing_step_can_be_pasted_and_fails_again(self):
        wrong = cell("Keras", "properties", "generated")
        outcome = wrong.judge()
        text = describe(wrong, outcome)
        source = text[text.index("  from fractions") : text.index("  clause ")]
        pasted = {}
        exec("\n".join(line[2:] for line in source.splitlines()), pasted)
        again = alone(wrong.subject, pasted["case"])
        assert again.verdict is Verdict.VIOLATES
        assert again.departure == outcome.departure

    def test_the_same_is_drawn_whatever_numbers_the_sources_of_an_adapter_hold(self, tmp_path):
        """Hypothesis draws from constants that it finds in the modules of whoever runs it."""
        (tmp_path / "numerous.py").write_text(f"NUMBERS = {list(range(1100))}\n")
        source = (
            "from goldstep.adapters.contract import Info\n"
            "from goldstep.conformance import drawn, searching\n"
            "from goldstep.conformance.limits import Limits\n"
            "from goldstep.reference.registry import get\n"
            "ADAM = get('adam')\n"
            "seen = []\n"
            "limits = Limits(Info('x', '0', {}), ADAM)\n"
            "make = lambda draw: drawn.case(draw, ADAM.variant('paper'), limits, loads=True)\n"
            "searching.smallest(make, seen.append, derandomize=True, examples=16)\n"
            "print(seen)"
        )
        shown = {
            subprocess.run(
                [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=True
            ).stdout
            for text in (source, f"import numerous\n{source}")
        }
        assert len(shown) == 1

    def test_a_failure_that_hypothesis_does_not_find_again_is_one(self, monkeypatch):
        wrong = cell("Keras", "properties", "generated")
        monkeypatch.setattr(properties, "search", lambda *args, **options: Outcome(Verdict.VARIANT))
        outcome = wrong.judge(diagnose=False)
        assert outcome.verdict is Verdict.VIOLATES
        assert "case = Case(" in outcome.reason

    def test_it_is_the_same_in_every_run(self):
        assert cell("Keras", "properties", "generated").judge() == cell("Keras", "properties", "generated").judge()

    def test_searching_on_reports_the_seed_and_the_seed_reproduces(self, goldstep):
        words = ("--check", "properties", "--dtype", "float64", "--fuzz", "0.01", "--fuzz-seed", 5)
        shown = goldstep("check", "wrong_adapters:Rare", *words, code=1)
        assert "\n  seed 5\n" in shown
        line = next(x for x in shown.splitlines() if x.startswith("  reproduce"))
        assert line.endswith("--fuzz 0.01 --fuzz-seed 5")
        again = goldstep(*shlex.split(line)[2:], code=1)
        departure = [x for x in shown.splitlines() if x.startswith(("  first", "  expected", "  got"))]
        assert departure
        assert all(x in again for x in departure)

    def test_searching_on_without_a_find_reports_the_seeds(self, goldstep):
        words = ("--check", "properties", "--dtype", "float64", "--fuzz", "0.01", "--fuzz-seed", 5)
        shown = goldstep("check", "broken_adapters:Sound", *words)
        steps = re.findall(r"generated@paper: seeds 5 to 5, (\d+) generated steps", shown)
        assert steps
        total = sum(map(int, re.findall(r"(\d+) generated steps$", shown, re.M)))
        assert f"searched {len(steps)} of {len(steps)} cells on, {total} generated steps are within budget" in shown


class TestNames:
    """A name that nobody knows ends the run with the closest ones."""

    @pytest.mark.parametrize(
        ("flag", "name", "message"),
        [
            ("--algorithm", "adm", "unknown algorithm 'adm'; did you mean adam"),
            ("--dtype", "float31", "unknown dtype 'float31'; did you mean float32"),
            ("--mode", "defalt", "unknown mode of numpy 'defalt'; did you mean default"),
            ("--check", "one-stp", "unknown check 'one-stp'; did you mean one-step"),
            ("--case", "spik@paper", "unknown case 'spik@paper'; did you mean spike@paper"),
            ("--device", "cuda", "numpy has devices cpu, not 'cuda'"),
        ],
    )
    def test_of_the_command_line(self, goldstep, flag, name, message):
        shown = goldstep("check", "numpy", flag, name, code=2)
        assert message in shown
        assert "interrupted" not in shown

    def test_also_with_parallel_processes(self, goldstep):
        shown = goldstep("check", "numpy", "--algorithm", "adm", "-n", 2, code=2)
        assert "unknown algorithm 'adm'; did you mean adam" in shown


def test_a_fault_of_goldstep_is_not_passed_over(goldstep, tmp_path):
    """A cell whose check breaks down must not look like a cell that was never there."""
    (tmp_path / "sitecustomize.py").write_text(
        "from goldstep.conformance.battery import Cell\n"
        "def judge(self, **options):\n"
        "    raise AssertionError('a bug')\n"
        "Cell.judge = judge\n"
    )
    shown = goldstep("check", "numpy", *WORDS, "--case", "spike@paper", code=2)
    assert "Goldstep failed here, please report it: AssertionError: a bug" in shown
