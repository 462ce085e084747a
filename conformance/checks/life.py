"""An optimizer's life: everything that can happen to it between construction and the end of training, for every algorithm."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from goldstep.conformance import lives
from goldstep.conformance.checks.check import Check
from goldstep.conformance.checks.stepwise import Job, Jobs, together
from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import trajectory_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case


@dataclass(frozen=True)
class Life:
    """What is done to an optimizer: the cases, the clause that says what must hold, and what an adapter needs for it."""

    about: str
    clause: str
    cases: Callable[[Subject], Iterable[Case | None]]
    loads: bool = False


def one(make: Callable[[Subject], Case | None]) -> Callable[[Subject], Iterable[Case | None]]:
    return lambda subject: [make(subject)]


LIVES = {
    "changes": Life("every hyperparameter changes in the course of a run", "STEP-9", one(lives.changing)),
    "groups": Life("every hyperparameter has values of its own in a group", "STEP-8", one(lives.grouped)),
    "edges": Life("every hyperparameter stands at the ends of its domain", "STEP-9", lives.edges),
    "missing": Life("a parameter has no gradient in some steps", "STEP-10", one(lives.resting)),
    "shapes": Life("parameters have no axis, or several", "STEP-7", one(lives.shaped)),
    "late": Life("a run has many steps behind it", "STEP-3", lives.late, loads=True),
}


def _cases(subject: Subject, cell: str) -> list[Case]:
    made = subject.memory.recall(
        (subject.algorithm_name, subject.variant_name, "life", cell), lambda: list(LIVES[cell].cases(subject))
    )
    return [case for case in made if case is not None]


def cells(subject: Subject) -> list[str]:
    return [name for name in LIVES if any(case is not None for case in LIVES[name].cases(subject))]


def steps(subject: Subject, cell: str) -> Jobs:
    if subject.unreadable or (LIVES[cell].loads and not subject.backend.can_load):
        return {}
    return {("life", cell, case.name): Job(case, shared=False) for case in _cases(subject, cell)}


def run(subject: Subject, cell: str) -> Outcome:
    life = LIVES[cell]
    if life.loads and (subject.unreadable or not subject.backend.can_load):
        return untested("the adapter has no load(), or does not show its whole state")
    cases = _cases(subject, cell)
    outcomes = (
        [_by_trajectory(subject, case) for case in cases]
        if subject.unreadable
        else together(subject, steps(subject, cell))
    )
    worst, judged, vacuous = 0.0, 0, 0
    for case, outcome in zip(cases, outcomes, strict=True):
        if outcome.failed:
            named = outcome.breaking(life.clause)
            return named if len(cases) == 1 else _with_case(named, case)
        worst, judged, vacuous = max(worst, outcome.margin or 0.0), judged + outcome.judged, vacuous + outcome.vacuous
    if not judged:
        return Outcome(Verdict.UNTESTED, f"every budget is vacuous in {subject.dtype_name}", vacuous=vacuous)
    return Outcome(subject.good, margin=worst, judged=judged, vacuous=vacuous)


def _with_case(outcome: Outcome, case: Case) -> Outcome:
    from dataclasses import replace

    return replace(outcome, reason=f"with {case.name}")


def _by_trajectory(subject: Subject, case: Case) -> Outcome:
    trace = drive(subject, case)
    (outcome,) = compare(subject, trajectory_expected(Rule.of(subject), [case], trace.readable), [trace])
    return outcome


CHECK = Check(
    "life",
    "what happens to an optimizer in use: hyperparameters that change or stand in groups, missing gradients, long runs",
    cells=cells,
    run=run,
    clauses=lambda subject: ("STEP-7", "STEP-8", "STEP-9", "STEP-10"),
    steps=steps,
)
