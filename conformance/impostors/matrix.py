"""The kill matrix: which check convicts which impostor, and whether it is bound to the broken clause."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS, smoke
from goldstep.conformance.checks.check import Check, perform
from goldstep.conformance.impostors.behaviour import BEHAVIOUR, Misbehaviour
from goldstep.conformance.impostors.impostor import Impostor, of_algorithm
from goldstep.conformance.impostors.line_search import searches_of
from goldstep.conformance.impostors.nonfinite import nonfinite_of
from goldstep.conformance.memory import Memory
from goldstep.conformance.subject import Selection

Conviction = tuple[str, tuple[str, ...]]  # a check, and the clauses that it names


@dataclass(frozen=True)
class Row:
    """One impostor: the checks that convict it, and those of them that name the clause it breaks."""

    impostor: str
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


def caught(impostor: Impostor | Misbehaviour) -> str | None:
    """The first check that convicts an impostor of the clause that it breaks; no further one is performed."""
    found = convictions(impostor.backend(), impostor.clause)
    return next((check for check, clauses in found if impostor.clause in clauses), None)


def row(impostor: Impostor | Misbehaviour) -> Row:
    """Run one impostor through the whole battery."""
    found = list(convictions(impostor.backend(), impostor.clause))
    naming = tuple(check for check, clauses in found if impostor.clause in clauses)
    every = tuple(check for check, _ in found)
    return Row(impostor.id, impostor.clause, impostor.wrong, impostor.source, every, naming)


def kill_matrix(algorithms: Iterable[str]) -> Iterator[Row]:
    """A row for each impostor of the algorithms, and for those that misbehave whatever they compute."""
    every: list[Impostor | Misbehaviour] = []
    for name in algorithms:
        every.extend(of_algorithm(name))
        every.extend(searches_of(name))
        every.extend(nonfinite_of(name))
    yield from map(row, [*every, *BEHAVIOUR])
