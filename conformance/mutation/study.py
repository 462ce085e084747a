"""Judges the mutants of one module by the cells of the algorithms that run it."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, TypeVar

from goldstep.adapters.loading import Backend, load
from goldstep.conformance.mutation.copies import Ended, in_a_copy
from goldstep.conformance.mutation.mutants import Mutant, mutants
from goldstep.conformance.mutation.planting import plant, source_of
from goldstep.conformance.mutation.reach import Group, Reach, groups, matching, reached, smoked
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.conformance.table import failed
from goldstep.reference.errors import GoldstepError

T = TypeVar("T")

CHECKS = ("smoke", "one-step", "trajectory", "life", "transitions")
SURVIVES, CONVICTED, UNREACHED = "survives", "convicted", "not reached"
PATIENCE = 10.0  # seconds of a processor that a group of cells may take
_TIMES = 3  # and how many times what it takes unchanged and watched, if that is longer
_LONGEST = 900.0  # seconds that it may take unchanged


@dataclass(frozen=True)
class Judged:
    """What became of a mutant: convicted `by` a cell for a `reason`, or by none, or no cell runs its lines."""

    mutant: Mutant
    verdict: str
    by: str = ""
    reason: str = ""


class Study:
    """The mutants of a module, and the cells of a backend that run it.

    Where a request names no dtype, it is the widest: the source is the same for all. Raises GoldstepError for a module
    that cannot be imported or has no source, and for unknown names.
    """

    def __init__(self, module: str, request: Request, patience: float = PATIENCE) -> None:
        self._patience = patience
        backend = _told_in_a_copy(request.adapter)
        self._request, self._backend = replace(request, dtypes=request.dtypes or _widest(backend)), backend
        self.session = Session(self._request, backend)
        self.module = _imported(module)
        self.mutants = mutants(source_of(self.module))
        self._seconds: dict[Group, float] = {}
        self.reaches: list[Reach] = []

    @property
    def release(self) -> str:
        """The backend and its release, as it says."""
        return f"{self._backend.info.name} {self._backend.info.version}"

    def look(self) -> Iterator[Reach]:
        """Find the groups of cells that run the module, before anything is changed; gives each as it is found."""
        every = groups(self.session)
        first = self._copied(smoked, every, "the search for what runs the module")
        for group in matching(first):
            found = self._copied(reached, group, every[group], " ".join(group))
            self._seconds[group] = max(self._patience, _TIMES * found.seconds)
            if found.passing:
                self.reaches.append(found)
                yield found
        if not any(reach.threads for reach in self.reaches):
            self._warm()

    def _warm(self) -> None:
        """Judge the cells here, so that copies find done what a framework does at its first steps.

        Only where it starts no threads, which copies would wait for in vain; and in a session of its own, so that
        nothing is known of any outcome.
        """
        session = Session(self._request, self._backend)
        for reach in self.reaches:
            for number in reach.passing:
                session.line(number)

    def _copied(self, work: Callable[..., T], *given: Any) -> T:
        *arguments, told = given
        try:
            made: T = in_a_copy(work, self.session, str(self.module.__file__), *arguments, seconds=_LONGEST)
        except Ended as end:
            raise GoldstepError(f"{told} {end}, with nothing changed") from None
        return made

    def judge(self, mutant: Mutant) -> Judged:
        """Judge the cells that run what the mutant changes, up to the first that fails."""
        lines = set(range(mutant.first, mutant.last + 1))
        there = [reach for reach in self.reaches if reach.lines & lines]
        for reach in there:
            try:
                found = in_a_copy(_first_failing, self, mutant, reach, seconds=self._seconds[reach.group])
            except Ended as end:
                return Judged(mutant, CONVICTED, "/".join(reach.group), str(end))
            if found:
                return Judged(mutant, CONVICTED, *found)
        return Judged(mutant, SURVIVES if there else UNREACHED)


def _first_failing(study: Study, mutant: Mutant, reach: Reach) -> tuple[str, str] | None:
    """The id and the reason of the first cell that fails with the mutant in place; none if all pass."""
    try:
        plant(study.module, mutant)
    except ValueError as error:
        return "/".join(reach.group), f"cannot be put in place: {error}"
    for number in reach.passing:
        line = study.session.line(number)
        if failed(line):
            return line["id"], str(line["reason"]).partition("\n")[0]
    return None


def _told_in_a_copy(name: str) -> Backend:
    """The backend, and what it says of itself as it said it in a copy: a framework may start threads for that."""
    backend = load(name)
    with suppress(Ended):  # where it cannot say it, it is asked here, and what was wrong is told
        vars(backend)["info"] = in_a_copy(getattr, backend, "info", seconds=_LONGEST)
    return backend


def _widest(backend: Backend) -> tuple[str, ...]:
    dtypes = backend.info.dtypes
    return ("float64",) if "float64" in dtypes else tuple(dtypes[:1])


def _imported(name: str) -> ModuleType:
    try:
        module = sys.modules.get(name) or importlib.import_module(name)
    except ImportError as error:
        raise GoldstepError(f"cannot import {name}: {error}") from None
    return module
