"""What one run of the battery holds where cells are judged: the backend, the plan, and what is known of the backend."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from goldstep.adapters.doors import opens
from goldstep.adapters.loading import Backend, Door, load
from goldstep.adapters.open.asked import asked
from goldstep.adapters.text import class_of, told
from goldstep.conformance import deviations as known
from goldstep.conformance.battery import Cell, cells, result
from goldstep.conformance.checks import CHECKS, FORMULAS, get, properties
from goldstep.conformance.checks.check import Check
from goldstep.conformance.explanations import Explanations
from goldstep.conformance.failure import describe
from goldstep.conformance.header import header
from goldstep.conformance.identity.identity import found
from goldstep.conformance.identity.recognise import identify
from goldstep.conformance.integrity import Integrity
from goldstep.conformance.memory import Memory
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.part import drawn
from goldstep.conformance.places import lost
from goldstep.conformance.request import Request
from goldstep.conformance.subject import Selection, subjects
from goldstep.reference.errors import UnknownName

_BROKEN_HERE = "Goldstep failed here, please report it"


class Session:
    """The plan of a run, and how each cell of it is judged.

    Raises GoldstepError for a backend that cannot be loaded and for names that nobody knows.
    """

    def __init__(self, request: Request, made: Backend | Door | None = None) -> None:
        self._integrity = Integrity()
        self.request, self.backend = _opened(request, made)
        self._deviations = known.of_adapter(request.adapter, request.deviations)
        self.explanations = Explanations(request.hypotheses)
        self._memory, self._together = Memory(), range(0)
        self._selection = Selection(
            request.algorithms, request.dtypes, request.modes, request.device, request.all_modes
        )
        self.cells = self._plan()
        self._of = len(self.cells)
        if request.is_wide:
            self.cells = drawn(self.cells)

    @property
    def plan(self) -> list[dict[str, Any]]:
        """Of each planned cell in order, what is known of it before it is judged."""
        return [cell.place for cell in self.cells]

    @property
    def header(self) -> dict[str, Any]:
        own = header(self.backend, self._selection.unasked(self.backend.info))
        return {**own, "drawn_from": self._of} if self._of > len(self.cells) else own

    @property
    def opening(self) -> dict[str, Any]:
        """What was guessed of a backend that has no adapter, and the source of one; empty if it has one."""
        opening = self.backend.opening
        return {"told": list(opening.told), "source": opening.source, "instead": opening.instead} if opening else {}

    @property
    def declared(self) -> str:
        """What the backend says of itself, as far as verdicts depend on it."""
        return repr(replace(self.backend.info, environment={}))

    def _plan(self) -> list[Cell]:
        """The selected cells in the order in which they are judged: formulas first, and all of a variant together."""
        request, backend = self.request, self.backend
        next(subjects(backend, self._selection), None)  # raises for names that nobody knows
        for check in request.checks:
            get(check)
        for deviation in self._deviations:
            known.check_known(deviation, (cell.id for cell in self._spoken_of(deviation)))
        chosen = [
            cell for cell in cells(backend, self._selection, None, self._memory, request.cases) if self._selected(cell)
        ]
        self._check_cases({cell.short for cell in chosen})
        return sorted(chosen, key=lambda cell: (cell.check.name not in FORMULAS, *cell.family))

    def _spoken_of(self, deviation: known.Deviation) -> Iterator[Cell]:
        """The cells of the backend that a deviation may mean, selected or not; none of a check that nobody knows."""
        named = [check for check in CHECKS if deviation.check in (None, check.name)]
        if deviation.algorithm in self.backend.info.algorithms:
            for check in named:
                yield from self._everything(check, deviation.algorithm)

    def _check_cases(self, chosen: set[str]) -> None:
        """Raise for a case that no cell of the backend has, selected or not."""
        if not chosen.issuperset(self.request.cases):
            names = {cell.short for cell in self._everything()}
            for case in self.request.cases:
                if case not in names:
                    raise UnknownName("case", case, names)

    def _everything(self, check: Check | None = None, *algorithms: str) -> Iterator[Cell]:
        """All cells of the backend, selected or not."""
        for device in self.backend.info.devices:
            selection = Selection(algorithms, device=device, all_modes=True)
            yield from cells(self.backend, selection, check, requested=self.request.cases)

    def _selected(self, cell: Cell) -> bool:
        checks = (properties.CHECK.name,) if self.request.fuzz else self.request.checks
        return (not checks or cell.check.name in checks) and (
            not self.request.cases or cell.short in self.request.cases
        )

    def line(self, number: int) -> dict[str, Any]:
        """Judge the planned cell of this number: its line of the run file, whatever happens."""
        cell = self.cells[number]
        if number not in self._together:  # what the cells of one family share is of no use to another
            self._together = self._family(number)
            self._memory.begin((c.subject, c.check, c.name) for c in (self.cells[n] for n in self._together))
        try:
            outcome, again = self._fuzzed(cell) if self.request.fuzz else (cell.judge(diagnose=False), "")
            line, reason = self._told(cell, outcome, again), ""
        except BaseException as error:  # a fault of Goldstep: it must not look like a cell that was not there
            line, reason = {}, f"{_BROKEN_HERE}: {class_of(error)}: {told(error)}"
        if name := self._integrity.broken():
            reason = f"the backend has replaced {name}, which verdicts are computed by"
        return lost(self.request.adapter, cell.place, reason, self.request.again) if reason else line

    def _told(self, cell: Cell, outcome: Outcome, again: str) -> dict[str, Any]:
        """The line of an outcome, as it stands to the declared deviations."""
        deviation = None if outcome.verdict is Verdict.UNTESTED else known.match(self._deviations, cell.id)
        if deviation and not outcome.failed:
            reason = f"the declared deviation {deviation.id!r} passes: remove it ({deviation.reason})"
            outcome, deviation = replace(outcome, verdict=Verdict.ERROR, reason=reason), None
        elif deviation and (other := deviation.differs(outcome)):
            reason = f"the declared deviation {deviation.id!r} is another: {other}"
            outcome, deviation = replace(outcome, reason=f"{outcome.reason}\n{reason}".strip()), None
        if outcome.verdict is Verdict.VIOLATES and not deviation:
            outcome = self.explanations.explained(cell.subject, outcome)
        line = result(cell, outcome, deviation)
        if outcome.failed and not deviation:
            line["message"] = self._described(cell, outcome, again)
        return line

    def _described(self, cell: Cell, outcome: Outcome, again: str) -> str:
        """The text of a failure; where it fails it says so, for it must not change a verdict."""
        try:
            return describe(cell, outcome, self.request.again + again)
        except Exception as error:
            return f"{cell.id}: {outcome.verdict.value}\n  its text failed with {class_of(error)}: {told(error)}"

    def _family(self, number: int) -> range:
        """The numbers of the cells of one family that stand together with this one."""
        family, begin, end = self.cells[number].family, number, number + 1
        while begin and self.cells[begin - 1].family == family:
            begin -= 1
        while end < len(self.cells) and self.cells[end].family == family:
            end += 1
        return range(begin, end)

    def _fuzzed(self, cell: Cell) -> tuple[Outcome, str]:
        """Search on with fresh seeds until time is up or something violates; with what a command repeats it by."""
        fixed, seconds = cell.judge(diagnose=False), self.request.fuzz or 0.0
        if fixed.failed or fixed.verdict is Verdict.UNTESTED:
            return fixed, ""
        end, number, margin, judged = time.monotonic() + seconds, self.request.fuzz_seed, fixed.margin or 0.0, 0
        while True:
            again = f" --fuzz {seconds:g} --fuzz-seed {number}"
            outcome = properties.search(cell.subject, derandomize=False, examples=100, start=number)
            if outcome.verdict is not Verdict.CONFORMS and outcome.verdict is not Verdict.VARIANT:
                return replace(outcome, reason=f"seed {number}\n{outcome.reason}"), again
            margin, judged = max(margin, outcome.margin or 0.0), judged + outcome.judged
            if time.monotonic() > end:
                reason = f"seeds {self.request.fuzz_seed} to {number}, {judged} generated steps"
                return replace(outcome, reason=reason, margin=margin, judged=judged), again
            number += 1


def _opened(request: Request, made: Backend | Door | None) -> tuple[Request, Backend]:
    """The backend that is asked for; of what has no adapter, and is not said to be anything, what it is found to be.

    Raises AdapterError where that cannot be read, or where it is nothing that is known.
    """
    if isinstance(made, Backend):
        return request, made
    if not (made or request.like or request.again or opens(request.adapter)):
        return request, load(request.adapter)
    like = asked(request.like, request.names, request.flags, request.contract)
    door = made or Door(request.adapter, like)
    if like.algorithm:
        return request, door.opened()
    match = found(identify(door))
    rounding = tuple(f"{part}={how}" for part, how in match.contract.items())
    return replace(request, like=match.name, contract=request.contract + rounding), match.backend
