"""Weights that are to be evaluated: put in the place of those that are trained, once or twice, and taken out again."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from goldstep.adapters.contract import Unsupported
from goldstep.conformance import lives
from goldstep.conformance.drive import Trace
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.performer import nothing
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Step
from goldstep.reference.trajectory import Case

CLAUSE = "STEP-22"


def applies(subject: Subject) -> bool:
    return subject.algorithm.evaluating is not None


def run(subject: Subject) -> Outcome:
    """After every step the weights are exchanged, and the run goes on with those that come back."""
    if not callable(getattr(subject.backend.adapter(), "evaluate", None)):
        raise Unsupported("the adapter has no evaluate(), so the weights to be evaluated cannot be judged")
    worst, judged = 0.0, 0
    for case in map(subject.limits.adapted, _cases(subject)):
        for outcome in _exchanged(subject, case):
            if outcome.failed:
                return _told(outcome, case)
            worst, judged = max(worst, outcome.margin or 0.0), judged + outcome.judged
    return Outcome(subject.good, margin=worst, judged=judged, clauses=(CLAUSE,))


def _cases(subject: Subject) -> Iterator[Case]:
    """Where nothing changes, where all does, and where parameters have values of their own."""
    yield from (case for case in subject.cases if not case.groups)
    yield lives.changing(subject)[0]
    if subject.backend.info.groups:
        yield lives.grouped(subject)


def _exchanged(subject: Subject, case: Case) -> Iterator[Outcome]:
    run, trained, evaluated, back = Run(subject, case), list[Snapshot](), list[Snapshot](), list[Snapshot]()
    for t in case.steps:
        run.step()
        for on, seen in ((False, trained), (True, evaluated), (False, back)):
            run.evaluate(on)
            seen.append(run.read())
            run.evaluate(on)
            if not _same(seen[-1], run.read()):
                words = "evaluation" if on else "training"
                yield Outcome(Verdict.VIOLATES, f"after step {t}, weights for {words} put in place twice are others")
                return
    yield _judged(subject, case, subject.algorithm.evaluating, trained, evaluated)
    if not all(map(_same, trained, back)):  # a backend that keeps those that are trained has them back as they were
        yield _judged(subject, case, subject.algorithm.training, evaluated, back)


def _told(outcome: Outcome, case: Case) -> Outcome:
    """The clauses of the steps have no part in it."""
    departure = replace(outcome.departure, clauses=(CLAUSE,)) if outcome.departure else None
    reason = outcome.reason or f"the weights to be evaluated, or those that come back, with {case.name}"
    return replace(outcome, departure=departure, reason=reason, clauses=(CLAUSE,))


def _same(one: Snapshot, other: Snapshot) -> bool:
    pairs = ((x, y) for slot in one for x, y in zip(one[slot], other[slot], strict=True))
    return all(np.array_equal(x, y, equal_nan=True) for x, y in pairs)


def _judged(subject: Subject, case: Case, step: Step | None, before: list[Snapshot], after: list[Snapshot]) -> Outcome:
    """Whether each of these exchanges is a step of the algorithm in its place; it leaves all else as it was."""
    assert step is not None
    rule = Rule.of(subject, replace(subject.algorithm, step=step, coefficients=nothing))
    trace = Trace({}, before, after, case.done)
    (outcome,) = compare(subject, one_step_expected(rule, [(case, trace)]), [trace])
    return outcome
