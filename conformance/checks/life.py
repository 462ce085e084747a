"""An optimizer's life: what can happen to it between construction and the end of training, for every algorithm."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from goldstep.conformance import lives
from goldstep.conformance.checks import evaluating, gradients, instances, looping, restoring, told
from goldstep.conformance.checks.check import Check
from goldstep.conformance.checks.stepwise import Job, Jobs, together
from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import trajectory_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dtypes import FLOAT32
from goldstep.reference.trajectory import Case


@dataclass(frozen=True)
class Life:
    """What is done to an optimizer, and the clause that says what must hold.

    `applies` says whether a subject can have this life at all, and `needs` what its adapter lacks for it; empty where
    it lacks nothing. `also` is what may be broken besides, by what an adapter does in such a run.
    """

    about: str
    clause: str
    cases: Callable[[Subject], Iterable[Case]]
    applies: Callable[[Subject], bool] = lambda subject: True
    needs: Callable[[Subject], str] = lambda subject: ""
    also: tuple[str, ...] = ()


def one(make: Callable[[Subject], Case]) -> Callable[[Subject], Iterable[Case]]:
    return lambda subject: [make(subject)]


def _load(subject: Subject) -> str:
    whole = subject.backend.can_load and not subject.unreadable
    return "" if whole else "the adapter has no load(), or does not show its whole state"


def _defaults(subject: Subject) -> str:
    declared = subject.backend.info.defaults
    return "" if declared else f"{subject.backend.name} does not declare that hyperparameters may be left out"


def _option(*names: str) -> Callable[[Subject], str]:
    return lambda subject: next(filter(None, map(subject.lacks, names)), "")


LIVES = {
    "changes": Life("every hyperparameter changes in the course of a run", "STEP-9", lives.changing, lives.has_free),
    "groups": Life(
        "every hyperparameter has values of its own in a group",
        "STEP-8",
        one(lives.grouped),
        lives.can_be_grouped,
        also=("STEP-17",),
    ),
    "edges": Life("every hyperparameter stands at the ends of its domain", "STEP-9", lives.edges, lives.has_free),
    "defaults": Life(
        "no hyperparameter is given that has a default",
        "STEP-12",
        lives.at_defaults,
        lives.has_defaults,
        _defaults,
    ),
    "published": Life(
        "every hyperparameter has the value that its variant publishes",
        "STEP-18",
        one(lives.published),
        lambda subject: lives.tensors(subject) and lives.has_defaults(subject),
    ),
    "missing": Life("a parameter has no gradient in some steps", "STEP-10", one(lives.resting), lives.alone),
    "joins": Life("a parameter is added in the course of a run", "STEP-10", one(lives.joining), lives.alone),
    "shapes": Life("parameters have no axis, or several", "STEP-7", one(lives.shaped), lives.any_shape),
    "empty": Life("a parameter has no elements", "STEP-7", one(lives.without_elements), lives.may_be_empty),
    "large": Life("gradients are far larger than ordinary ones", "STEP-24", one(lives.large), lives.alone),
    "maximize": Life("a function is to grow", "STEP-15", one(lives.maximizing), lives.trains, _option("maximize")),
    "guard": Life(
        "updates are left out whose gradients are not finite",
        "STEP-16",
        one(lives.guarded),
        lives.can_be_guarded,
        _option("guard"),
    ),
    "windows": Life(
        "a batch comes in micro-batches of unequal weight",
        "STEP-21",
        one(lives.parted),
        lives.can_be_parted,
        _option("windows"),
    ),
    "windows-guard": Life(
        "batches in micro-batches are left out whose gradients are not finite",
        "STEP-21",
        one(lives.parted_and_guarded),
        lives.can_be_parted_and_guarded,
        _option("windows", "guard"),
    ),
    "lengths": Life(
        "the number of micro-batches that make an update changes",
        "STEP-21",
        one(lives.lengthened),
        lives.can_be_lengthened,
        _option("lengths"),
    ),
    "mask": Life("a mask says what decays", "STEP-8", one(lives.masked), lives.can_be_masked, _option("mask")),
    "late": Life("a run has many steps behind it", "STEP-3", lives.late, lives.tensors, _load),
}
BESIDES = {  # not judged by values
    "restore": restoring.run,
    "restore-missing": restoring.run_missing,
    "instances": instances.run,
    "gradients": gradients.run,
    "gradients-maximize": gradients.run_maximize,
    "told": told.run,
    "evaluation": evaluating.run,
    "loop": looping.run,
}


_NARROW = "scalars are declared to be held in 16 bits; at published values no backend may, so this is judged without"


def _cases(subject: Subject, cell: str) -> list[Case]:
    def made() -> list[Case]:
        return [subject.limits.adapted(case) for case in LIVES[cell].cases(subject)]

    return subject.memory.recall(
        ("life", subject.algorithm_name, subject.variant_name, cell, lives.room(subject)), made
    )


def _besides(subject: Subject, cell: str) -> list[Case]:
    others = {"restore-missing": restoring.missing, "gradients-maximize": gradients.maximizing}
    return others.get(cell, restoring.cases)(subject)


def cells(subject: Subject) -> list[str]:
    here = {"gradients": not subject.algorithm.number, "told": told.applies(subject)}
    apart = subject.backend.info.missing and not subject.is_shared  # where nobody has the whole state, none is cleared
    here |= {"restore-missing": lives.alone(subject) and apart}
    here |= {"gradients-maximize": lives.trains(subject) and not subject.lacks("maximize")}
    here |= {"evaluation": evaluating.applies(subject), "loop": looping.applies(subject)}
    besides = [name for name in BESIDES if here.get(name, True)]
    return [*(name for name, life in LIVES.items() if life.applies(subject)), *besides]


def _as_judged(subject: Subject, cell: str) -> Subject:
    """At published values as one that holds no scalar in 16 bits, whatever it declares; else as it is."""
    wide = subject.contract.held_wide
    narrow = subject.dtype.precision < FLOAT32.precision and wide != subject.contract
    return replace(subject, rounds=wide) if cell == "published" and narrow else subject


def steps(subject: Subject, cell: str) -> Jobs:
    own = cell in BESIDES or subject.unreadable or LIVES[cell].needs(subject) or _unseen(subject, cell)
    if own or _as_judged(subject, cell) is not subject:
        return {}
    return _jobs(subject, cell)


def _jobs(subject: Subject, cell: str) -> Jobs:
    return {("life", cell, case.name): Job(case, shared=False) for case in _cases(subject, cell)}


def run(subject: Subject, cell: str) -> Outcome:
    if cell in BESIDES:
        return BESIDES[cell](subject)
    life = LIVES[cell]
    if lacking := life.needs(subject):
        return untested(lacking)
    cases, declared = _cases(subject, cell), subject
    subject = _as_judged(subject, cell)
    if not cases:
        return untested(f"{subject.backend.name} declares that no hyperparameter can have another value here")
    if subject.unreadable or _unseen(subject, cell):
        outcomes = [_by_trajectory(subject, case, _unseen(subject, cell)) for case in cases]
    else:
        outcomes = together(subject, _jobs(subject, cell))
    worst, judged, vacuous = 0.0, 0, 0
    for case, outcome in zip(cases, outcomes, strict=True):
        if outcome.failed:
            named = outcome.breaking(life.clause, *life.also)
            if subject is not declared:
                named = replace(named, reason=f"{named.reason}\n{_NARROW}".strip())
            return named if len(cases) == 1 else replace(named, reason=f"{named.reason} with {case.name}".strip())
        worst, judged, vacuous = max(worst, outcome.margin or 0.0), judged + outcome.judged, vacuous + outcome.vacuous
    if not judged:
        return Outcome(Verdict.UNTESTED, f"every budget is vacuous in {subject.dtype_name}", vacuous=vacuous)
    return Outcome(subject.good, margin=worst, judged=judged, vacuous=vacuous)


def _unseen(subject: Subject, cell: str) -> frozenset[str]:
    """Slots that are not judged: within a window of a loop, what is gathered depends on the way."""
    return frozenset(["acc"]) if cell.startswith("windows") and lives.is_loop(subject) else frozenset()


def _by_trajectory(subject: Subject, case: Case, unseen: frozenset[str]) -> Outcome:
    trace = drive(subject, case)
    (outcome,) = compare(subject, trajectory_expected(Rule.of(subject), [case], trace.readable - unseen), [trace])
    return outcome


CHECK = Check(
    "life",
    "what happens to an optimizer in use: hyperparameters that change or stand in groups, missing gradients, long runs",
    cells=cells,
    run=run,
    clauses=lambda subject: tuple(f"STEP-{n}" for n in (1, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 21, 22, 23, 24)),
    steps=steps,
    cases=lambda subject, cell: _besides(subject, cell) if cell in BESIDES else _cases(subject, cell),
)
