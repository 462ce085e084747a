"""The kill matrix: which check convicts which impostor, and whether it is bound to the broken clause."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS, smoke
from goldstep.conformance.checks.check import Check, perform
from goldstep.conformance.impostors.behaviour import BEHAVIOUR
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.subject import Selection


@dataclass(frozen=True)
class Row:
    """One impostor: the checks that convict it; `clause_named` if one of them names the clause it breaks."""

    impostor: str
    clause: str
    wrong: str
    source: str
    convicted_by: tuple[str, ...]
    clause_named: bool


def convictions(backend: Backend, checks: Iterable[Check] = CHECKS) -> dict[str, tuple[str, ...]]:
    """For each check that convicts a backend, the clauses that its first conviction names."""
    found: dict[str, tuple[str, ...]] = {}
    for check in checks:
        for cell in cells(backend, Selection(), check):
            outcome = perform(check, cell.subject, cell.name, smoke.CHECK)
            if outcome.failed:
                found[check.name] = outcome.clauses
                break
    return found


def kill_matrix(algorithms: Iterable[str]) -> Iterator[Row]:
    """A row for each impostor of the algorithms, and for those that misbehave whatever they compute."""
    every = [(i, i.backend()) for name in algorithms for i in of_algorithm(name)]
    every += [(b, b.backend()) for b in BEHAVIOUR]
    for impostor, backend in every:
        found = convictions(backend)
        named = any(impostor.clause in clauses for clauses in found.values())
        yield Row(impostor.id, impostor.clause, impostor.wrong, impostor.source, tuple(found), named)
