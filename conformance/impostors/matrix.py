"""The kill matrix: which check convicts which impostor, and whether it is bound to the broken clause."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS, properties, smoke
from goldstep.conformance.checks.check import Check, perform
from goldstep.conformance.impostors.behaviour import BEHAVIOUR
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.impostors.line_search import searches_of
from goldstep.conformance.impostors.misliving import lives_of
from goldstep.conformance.impostors.nonfinite import nonfinite_of
from goldstep.conformance.memory import Memory
from goldstep.conformance.subject import Selection, subjects

Conviction = tuple[str, tuple[str, ...]]  # a check, and the clauses that it names


class Wrong(Protocol):
    """What every impostor has: `kind` says in what it is wrong, `source` who made the mistake."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def wrong(self) -> str: ...
    @property
    def source(self) -> str: ...

    def backend(self) -> Backend: ...


@dataclass(frozen=True)
class Row:
    """One impostor: the checks that convict it, and those of them that name the clause it breaks."""

    impostor: str
    kind: str
    clause: str
    wrong: str
    source: str
    convicted_by: tuple[str, ...]
    naming: tuple[str, ...]


def convictions(backend: Backend, clause: str, checks: Iterable[Check] = CHECKS) -> Iterator[Conviction]:
    """The checks that convict a backend, each with the clauses it names; of a check no more cells once it names one."""
    memory = Memory()
    for check in checks:
        found = None
        for cell in cells(backend, Selection(), check, memory):
            outcome = perform(check, cell.subject, cell.name, smoke.CHECK)
            if outcome.failed:
                found = (*(found or ()), *outcome.clauses)
                if clause in outcome.clauses:
                    break
        if found is not None:
            yield check.name, found


def caught(impostor: Wrong) -> str | None:
    """A check that convicts an impostor of the clause that it breaks: one that is there for the clause, if there is."""
    judged = impostor.backend()
    found = convictions(judged, impostor.clause, _likely_first(judged, impostor.clause))
    return next((check for check, clauses in found if impostor.clause in clauses), None)


def _likely_first(judged: Backend, clause: str) -> list[Check]:
    """All checks, but first those that are there to test a clause, and at last the one that searches."""
    subject = next(subjects(judged, Selection()))
    return sorted(CHECKS, key=lambda check: (check is properties.CHECK, clause not in check.clauses(subject)))


def row(impostor: Wrong) -> Row:
    """Run one impostor through the whole battery."""
    found = list(convictions(impostor.backend(), impostor.clause))
    naming = tuple(check for check, clauses in found if impostor.clause in clauses)
    return _row(impostor, tuple(check for check, _ in found), naming)


def first(impostor: Wrong) -> Row:
    """Run one impostor until a check convicts it of the clause that it breaks."""
    named = caught(impostor)
    return _row(impostor, (named,), (named,)) if named else row(impostor)


def _row(impostor: Wrong, convicted_by: tuple[str, ...], naming: tuple[str, ...]) -> Row:
    i = impostor
    return Row(i.id, i.kind, i.clause, i.wrong.rstrip("."), i.source, convicted_by, naming)


def impostors(algorithms: Iterable[str]) -> Iterator[Wrong]:
    """Those of the algorithms, and those that misbehave whatever they compute."""
    for name in algorithms:
        yield from chain(of_algorithm(name), searches_of(name), nonfinite_of(name), lives_of(name))
    yield from BEHAVIOUR
