"""The gradients that a backend holds itself: they are the caller's, and no step may write into them."""

from goldstep.adapters.contract import Unsupported
from goldstep.conformance import lives
from goldstep.conformance.outcome import Outcome, untested
from goldstep.conformance.run import Run
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

CLAUSE = "STEP-1"


def run(subject: Subject) -> Outcome:
    """Every case, and every end of a domain, where code may take a shortcut: the gradients stay as they were given."""
    return _watched(subject, [*subject.cases, *map(subject.limits.adapted, lives.edges(subject))])


def run_maximize(subject: Subject) -> Outcome:
    """So they do where they are those of a function that is to grow: it is not the gradient that is turned around."""
    return _watched(subject, maximizing(subject))


def maximizing(subject: Subject) -> list[Case]:
    return [subject.limits.adapted(lives.maximizing(subject))]


def _watched(subject: Subject, cases: list[Case]) -> Outcome:
    if not callable(getattr(subject.backend.adapter(), "gradients", None)):
        raise Unsupported("the adapter has no gradients(), so what a step does to those of the backend cannot be seen")
    seen = 0
    for case in cases:
        watched = Run(subject, case, watched=True)
        for _ in case.steps:
            watched.step()
        seen += watched.seen
    if not seen:
        return untested("the backend holds no gradient that a step has to leave as it is")
    return Outcome(subject.good, judged=seen, clauses=(CLAUSE,))
