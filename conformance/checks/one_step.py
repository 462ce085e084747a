"""C1: from the backend's own state before each step, is the state after it within the one-step budget?"""

from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.checks.stepwise import Job, Jobs, together
from goldstep.conformance.generated import wide
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


def steps(subject: Subject, cell: str) -> Jobs:
    return {("one-step", cell): Job(case_of(subject, cell))}


def steps_from_zero(subject: Subject, cell: str) -> Jobs:
    return {("reset", cell): Job(case_of(subject, cell), reset=True)} if subject.backend.can_load else {}


def run(subject: Subject, cell: str) -> Outcome:
    (outcome,) = together(subject, steps(subject, cell))
    return outcome.breaking(*special(case_of(subject, cell)))


def run_reset(subject: Subject, cell: str) -> Outcome:
    if not subject.backend.can_load:
        return untested("the adapter has no load(), so parameters cannot be set to zero")
    (outcome,) = together(subject, steps_from_zero(subject, cell))
    return outcome.breaking(*special(case_of(subject, cell)))


ONE_STEP = Check(
    "one-step",
    "each step from the backend's own state stays within the budget of one step",
    cells=cells,
    run=run,
    clauses=rule_clauses,
    steps=steps,
    cases=lambda subject, cell: [case_of(subject, cell)],
)

RESET = Check(
    "reset",
    "the same with every parameter set to zero before each step, so that the update is seen in full",
    cells=cells,
    run=run_reset,
    clauses=rule_clauses,
    steps=steps_from_zero,
    cases=lambda subject, cell: [case_of(subject, cell)],
)
