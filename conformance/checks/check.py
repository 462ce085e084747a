"""What a check is, and how one is performed on a cell."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.conformance.checks.stepwise import Jobs
from goldstep.conformance.drive import NotFinite
from goldstep.conformance.outcome import Breach, Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

SHARED = "STEP-20"  # of runs that are shared out: whatever is wrong with one may be so for that reason


@dataclass(frozen=True)
class Check:
    """One kind of test: which cells it has for a subject, what it finds there, and which clauses it tests.

    `steps` has, for a check of single steps, the runs that a cell judges: see `checks.stepwise`.
    `cases` has the inputs of a cell, as far as they are cases.
    `on_request` has further cells, which take long: they are judged only where ``--case`` names them.
    """

    name: str
    about: str
    cells: Callable[[Subject], list[str]]
    run: Callable[[Subject, str], Outcome]
    clauses: Callable[[Subject], tuple[str, ...]]
    smokes: bool = False
    steps: Callable[[Subject, str], Jobs] = lambda subject, cell: {}
    cases: Callable[[Subject, str], Iterable[Case]] = lambda subject, cell: ()
    on_request: Callable[[Subject], list[str]] = lambda subject: []


def perform(check: Check, subject: Subject, cell: str, smoke: Check) -> Outcome:
    """Run a check on one cell; a broken adapter is an error, not a violation."""
    if not check.smokes:
        sound = _smoke(smoke, subject)
        if sound.verdict is Verdict.ERROR:
            return replace(sound, reason=f"the adapter is broken: {sound.reason}")
        if sound.verdict is Verdict.UNTESTED:
            return sound
    outcome = _guarded(check, subject, cell)
    clauses = outcome.clauses or check.clauses(subject)
    return replace(outcome, clauses=(*clauses, SHARED) if subject.is_shared else clauses)


def _smoke(smoke: Check, subject: Subject) -> Outcome:
    return subject.memory.keep((subject, "smoke"), lambda: _guarded(smoke, subject, "smoke"))


def _guarded(check: Check, subject: Subject, cell: str) -> Outcome:
    try:
        return check.run(subject, cell)
    except Unsupported as reason:
        return untested(str(reason))
    except AdapterError as error:
        return Outcome(Verdict.ERROR, reason=str(error))
    except NotFinite as reason:
        return Outcome(Verdict.VIOLATES, reason=str(reason), margin=float("inf"), judged=1)
    except Breach as breach:
        return Outcome(Verdict.VIOLATES, str(breach), margin=float("inf"), judged=1, clauses=(breach.clause,))


def rule_clauses(subject: Subject) -> tuple[str, ...]:
    """All clauses that the quantities of the subject's algorithm carry, and that of its start."""
    from goldstep.reference.clauses import clauses_of

    return tuple(clauses_of(subject.algorithm))
