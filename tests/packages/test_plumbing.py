"""Classes whose formula is right, and what is around it wrong, are convicted by what they break."""

import pytest
from judged import session

LIKE = "adamw@pytorch-2.13"


def outcomes(name, cell, dtype="float64", like=LIKE):
    case = f"{cell}@{like.partition('@')[2]}"
    judging = session(f"torch:standin.plumbing.{name}", like, checks=("life",), cases=(case,), dtypes=(dtype,))
    (outcome,) = (cell.judge(diagnose=False) for cell in judging.cells)
    return outcome.verdict.value, outcome.clauses


WRONG = [
    ("KeepsFirstRate", "changes", "float64", "STEP-9"),
    ("TurnsInPlace", "gradients-maximize", "float64", "STEP-1"),
    ("Takes", "gradients", "float64", "STEP-1"),
    ("Merges", "restore-missing", "float64", "STEP-11"),
    ("CountsInTheDtype", "restore", "bfloat16", "STEP-11"),
    ("Bounds", "large", "float32", "STEP-24"),
    ("BoundsWeights", "large", "float64", "STEP-24"),
    ("ReadsTheInitialRate", "changes", "float64", "STEP-9"),
    ("AsksTwice", "restore", "float64", "STEP-19"),
    ("AsksWithoutGradients", "restore", "float64", "STEP-19"),
    ("StartsAnew", "late", "float64", "STEP-3"),
]


@pytest.mark.parametrize(("name", "case", "dtype", "clause"), WRONG, ids=lambda x: x)
def test_a_wrong_one_is_convicted_and_the_right_one_is_not(name, case, dtype, clause):
    verdict, clauses = outcomes(name, case, dtype)
    assert (verdict, clause in clauses) == ("violates", True)
    assert outcomes("Right", case, dtype)[0] == "variant"


def test_a_constructor_that_hands_on_what_it_is_given_is_read():
    assert outcomes("PassesOn", "changes")[0] == "variant"


@pytest.mark.parametrize(
    ("right", "wrong", "like", "case", "clause"),
    [
        ("Shadow", "WritesModel", "ema@optax-0.2.8-incremental", "gradients", "STEP-1"),
        ("Stairs", "TellsOneRate", "step_lr@closed", "told", "STEP-19"),
    ],
)
def test_so_is_what_stands_around_an_optimizer(right, wrong, like, case, clause):
    verdict, clauses = outcomes(wrong, case, like=like)
    assert (verdict, clause in clauses) == ("violates", True)
    assert outcomes(right, case, like=like)[0] == "variant"
