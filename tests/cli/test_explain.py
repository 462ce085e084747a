"""`goldstep explain` takes every id that a report prints."""

import pytest

from goldstep.adapters.loading import load
from goldstep.conformance.battery import cells
from goldstep.conformance.explained import NoInputs, cases_of
from goldstep.conformance.subject import Selection

WITHOUT = {"counterexamples", "line-search"}  # their inputs are of their own kind


@pytest.mark.parametrize("algorithm", ["adam", "lbfgs", "cosine_annealing", "ema", "training_loop"])
def test_every_id_of_a_run_has_inputs_or_says_that_it_has_none(algorithm):
    known = {}
    for cell in cells(load("numpy"), Selection(algorithms=(algorithm,), dtypes=("float64",))):
        known.setdefault((cell.check.name, cell.name), cell)  # of one variant
    for cell in known.values():
        if cell.check.name in WITHOUT:
            with pytest.raises(NoInputs):
                cases_of(cell.id, "numpy")
        else:
            assert all(case.algorithm == algorithm for case in cases_of(cell.id, "numpy"))


def test_ways_of_resuming_are_those_of_a_framework(run):
    shown = run("explain", "transitions/step_lr/f64/resume-last-epoch@pytorch-2.13/for-loop", "--step", 1)
    assert shown.startswith("Step decay, variant pytorch-2.13")


def test_a_life_is_worked_out_input_by_input(run):
    shown = run("explain", "life/adam/f64/edges@paper", "--input", "lr-3", "--step", 2)
    assert "adam/lr-3@paper" in shown
    assert "step 2: lr = 3.0" in shown
    assert "beta1-0" not in shown
    assert "unknown input of life/adam/f64/edges@paper 'lr-4'" in run(
        "explain", "life/adam/f64/edges@paper", "--input", "lr-4", code=2
    )


def test_what_has_no_gradient_stays(run):
    shown = run("explain", "life/adamw/f32/missing@pytorch-2.13/fused", "--step", 1)
    assert "no gradient: it stays as it is" in shown


def test_a_result_of_a_loaded_state_counts_on(run):
    shown = run("explain", "life/adam/f64/late@paper", "--input", "after-16777215")
    assert "step 16777216: lr" in shown
    assert "has steps 300 to 16777217, not 2" in run("explain", "life/adam/f64/late@paper", "--step", 2, code=2)


def test_wide_tensors_are_shortened(run):
    assert "... 257 elements" in run("explain", "one-step/adam/f32/wide@paper", "--step", 1)


@pytest.mark.parametrize(
    ("id", "complaint"),
    [
        ("life/adam", "unknown result 'life/adam'; did you mean life/adam/"),
        ("life/adam/f64/changes@papr", "did you mean life/adam/f64/changes@paper"),
        ("one-step/adm/f64/spike@paper", "unknown algorithm 'adm'"),
        ("counterexamples/adam/f64/reddi-c101@paper", "has no case to work out; counterexamples says: "),
    ],
)
def test_an_id_that_is_none(run, id, complaint):
    assert complaint in run("explain", id, code=2)
