"""The inputs behind an id: of a golden case, or of a result as a report names it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from goldstep.adapters.contract import Info
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import Cell, cells
from goldstep.conformance.checks import CHECKS, get
from goldstep.conformance.checks.transitions import RESUME
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.golden import catalogue
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.trajectory import Case


class NoInputs(GoldstepError):
    """A result that no case stands behind."""


def cases_of(id: str, adapter: str | None = None) -> list[Case]:
    """The cases that `id` stands for; raises UnknownName, or NoInputs where a check has inputs of another kind.

    The inputs of some checks follow what the adapter declares; unless one is named, they are those of a backend that
    lacks nothing.
    """
    if id.partition("/")[0] not in [check.name for check in CHECKS]:
        return [catalogue.case(id)]
    cell = _cell(id, adapter)
    found = list(cell.check.cases(cell.subject, cell.name))
    if not found:
        raise NoInputs(f"{id} has no case to work out; {cell.check.name} says: {cell.check.about}")
    return found


def _cell(id: str, adapter: str | None) -> Cell:
    """The cell of that id, or one that differs in what its inputs do not depend on: mode, device, perhaps dtype."""
    check, algorithm, dtype, name = [*id.split("/"), "", "", ""][:4]
    registry.get(algorithm)
    backends = [load(adapter)] if adapter else _of_all_variants(algorithm, name)
    planned = [c for b in backends for c in cells(b, Selection(algorithms=(algorithm,)), get(check))]
    alike = [cell for cell in planned if cell.short == name]
    if not alike:
        raise UnknownName("result", id, [cell.id for cell in planned])
    return next((cell for cell in alike if cell.subject.dtype.short == dtype), alike[0])


class _Whole(Performer):
    """Lacks nothing; `ways` are those in which it continues a run, which no input depends on."""

    def __init__(self, ways: tuple[str, ...], algorithm: Algorithm, variant: str) -> None:
        super().__init__(algorithm, variant)
        self.ways = ways

    def info(self) -> Info:
        return replace(super().info(), resumes={self.algorithm.name: self.ways})


def _of_all_variants(algorithm: str, name: str) -> Iterator[Backend]:
    """A backend for each variant, each of which lacks nothing, what a cell is named after included."""
    rule = registry.get(algorithm)
    ways = (name.partition("@")[0].removeprefix(RESUME),) if name.startswith(RESUME) else ()
    for variant in rule.variants:
        yield Backend("performer", partial(_Whole, ways, rule, variant.name))
