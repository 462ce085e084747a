"""C1: from the backend's own state before each step, is the state after it within the one-step budget?"""

from dataclasses import replace

from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.drive import drive
from goldstep.conformance.generated import wide
from goldstep.conformance.judge import compare, one_step_expected
from goldstep.conformance.outcome import Outcome, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case


def cells(subject: Subject) -> list[str]:
    return [*(tail(case) for case in subject.cases), *([] if subject.algorithm.number else ["wide"])]


def tail(case: Case) -> str:
    """The name of a case within its algorithm: ``spike@paper``."""
    return case.id.split("/", 1)[1]


def case_of(subject: Subject, cell: str) -> Case:
    return wide(subject) if cell == "wide" else next(case for case in subject.cases if tail(case) == cell)


def special(case: Case) -> tuple[str, ...]:
    """The general clause that a case is there for, besides those of the algorithm."""
    return ("STEP-8",) if case.groups else ()


def judge(subject: Subject, case: Case, *, reset: bool = False) -> Outcome:
    if subject.unreadable:
        return untested(f"{', '.join(subject.unreadable)} cannot be read, so no step can be judged on its own")
    trace = drive(subject, case, reset=reset)
    return replace(
        compare(subject, one_step_expected(subject, case, trace), trace, *special(case)), evidence=(case, reset)
    )


def run_reset(subject: Subject, cell: str) -> Outcome:
    if not subject.backend.can_load:
        return untested("the adapter has no load(), so parameters cannot be set to zero")
    return judge(subject, case_of(subject, cell), reset=True)


ONE_STEP = Check(
    "one-step",
    "each step from the backend's own state stays within the budget of one step",
    cells=cells,
    run=lambda subject, cell: judge(subject, case_of(subject, cell)),
    clauses=rule_clauses,
)

RESET = Check(
    "reset",
    "the same with every parameter set to zero before each step, so that the update is seen in full",
    cells=cells,
    run=run_reset,
    clauses=rule_clauses,
)
