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
from goldstep.conformance.subject import Selection


@dataclass(frozen=True)
class Row:
    """One impostor: the checks that convict it, and those of them that name the clause it breaks."""

    impostor: str
    clause: str
    wrong: str
    source: str
    convicted_by: tuple[str, ...]
    naming: tuple[str, ...]


def convictions(backend: Backend, clause: str, checks: Iterable[Check] = CHECKS) -> dict[str, tuple[str, ...]]:
    """For each check that convicts a backend, the clauses that it names; it stops once `clause` is among them."""
    found: dict[str, tuple[str, ...]] = {}
    for check in checks:
        for cell in cells(backend, Selection(), check):
            outcome = perform(check, cell.subject, cell.name, smoke.CHECK)
            if outcome.failed:
                found[check.name] = tuple(dict.fromkeys((*found.get(check.name, ()), *outcome.clauses)))
                if clause in outcome.clauses:
                    break
    return found


def row(impostor: Impostor | Misbehaviour) -> Row:
    """Run one impostor through the whole battery."""
    found = convictions(impostor.backend(), impostor.clause)
    binding = tuple(name for name, clauses in found.items() if impostor.clause in clauses)
    return Row(impostor.id, impostor.clause, impostor.wrong, impostor.source, tuple(found), binding)


def kill_matrix(algorithms: Iterable[str]) -> Iterator[Row]:
    """A row for each impostor of the algorithms, and for those that misbehave whatever they compute."""
    every: list[Impostor | Misbehaviour] = []
    for name in algorithms:
        every.extend(of_algorithm(name))
        every.extend(searches_of(name))
        every.extend(nonfinite_of(name))
    yield from map(row, [*every, *BEHAVIOUR])
