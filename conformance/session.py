"""What one run of the battery holds: the backend, its cells, the declared deviations, and the results."""

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from goldstep.adapters.loading import Backend, load
from goldstep.conformance import deviations as known
from goldstep.conformance import runfile, table
from goldstep.conformance.battery import Cell, cells, result
from goldstep.conformance.checks import get, properties
from goldstep.conformance.failure import describe
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Selection, Subject, subjects
from goldstep.reference.errors import GoldstepError, UnknownName

_ENOUGH = 3  # failures of one algorithm in one dtype and mode that a diagnosis is sought for, until one is found
_lines: list[dict[str, Any]] = []  # results that reached this process, in order


@dataclass
class Session:
    """The plan of a run, and how each cell of it is judged."""

    backend: Backend
    selection: Selection
    checks: tuple[str, ...]
    cases: tuple[str, ...]
    deviations: list[known.Deviation]
    fuzz: float | None
    fuzz_seed: int
    _diagnosed: Counter[Subject] = field(default_factory=Counter)
    _again: str = ""  # what --fuzz adds to the command that reproduces the last cell

    @classmethod
    def from_config(cls, config: pytest.Config, adapter: str) -> "Session":
        """Load the backend and check every name that the user gave."""
        backend = load(adapter)
        options = config.option
        selection = Selection(tuple(options.algorithm), tuple(options.dtype), tuple(options.mode), options.device)
        path = options.deviations or config.getini("goldstep_deviations") or None
        if options.run_file:
            runfile.check_writable(options.run_file)
        found = known.of_adapter(adapter, path)
        everything = [cell for device in backend.info.devices for cell in cells(backend, Selection(device=device))]
        known.check_known(found, [cell.id for cell in everything])
        next(subjects(backend, selection), None)  # raises for names that nobody knows
        for check in options.check:
            get(check)
        names = {cell.label.split("/")[2] for cell in everything}
        for case in options.case:
            if case not in names:
                raise UnknownName("case", case, names)
        fuzz = getattr(options, "fuzz", None)
        return cls(backend, selection, tuple(options.check), tuple(options.case), found, fuzz, options.fuzz_seed)

    def cells(self, check: str) -> list[Cell]:
        """The cells of one check that are selected."""
        if (self.checks and check not in self.checks) or (self.fuzz and check != properties.CHECK.name):
            return []
        found = cells(self.backend, self.selection, get(check))
        return [cell for cell in found if not self.cases or cell.label.split("/")[2] in self.cases]

    def judge(self, cell: Cell, item: pytest.Item) -> None:
        """Judge a cell, record the result, and turn the verdict into pytest's outcome."""
        __tracebackhide__ = True
        try:
            outcome = self._fuzzed(cell) if self.fuzz else cell.judge(diagnose=self._diagnosed[cell.subject] < _ENOUGH)
            if outcome.verdict is Verdict.VIOLATES:
                self._diagnosed[cell.subject] += _ENOUGH if outcome.notes else 1
        except Exception as error:  # a fault of Goldstep: it must not look like a cell that was not there
            outcome = Outcome(Verdict.ERROR, f"Goldstep failed here, please report it: {type(error).__name__}: {error}")
            self._record(item, cell, outcome, None)
            raise
        deviation = known.match(self.deviations, cell.id)
        if outcome.verdict is Verdict.UNTESTED:
            deviation = None
        if deviation and not outcome.failed:
            reason = f"the declared deviation {deviation.id!r} passes: remove it ({deviation.reason})"
            outcome, deviation = replace(outcome, verdict=Verdict.ERROR, reason=reason), None
        self._record(item, cell, outcome, deviation)
        if outcome.verdict is Verdict.UNTESTED:
            pytest.skip(f"untested: {outcome.reason}")
        if deviation and outcome.failed:
            pytest.xfail(f"declared deviation: {deviation.reason}")
        if outcome.failed:
            pytest.fail(describe(cell, outcome, self._again), pytrace=False)

    def _record(self, item: pytest.Item, cell: Cell, outcome: Outcome, deviation: known.Deviation | None) -> None:
        """The line of the run file, on its way to the process that writes it."""
        line = result(cell, outcome, deviation)
        if outcome.failed and not deviation:
            line["message"] = describe(cell, outcome, self._again)
        item.user_properties.append(("goldstep", json.dumps(line)))

    def _fuzzed(self, cell: Cell) -> Outcome:
        """Search on with fresh seeds until time is up or something violates."""
        assert self.fuzz
        self._again = ""
        fixed = cell.judge()
        if fixed.failed or fixed.verdict is Verdict.UNTESTED:
            return fixed
        end, number = time.monotonic() + self.fuzz, self.fuzz_seed
        while True:
            self._again = f" --fuzz {self.fuzz:g} --fuzz-seed {number}"
            outcome = properties.search(cell.subject, derandomize=False, examples=100, start=number)
            if outcome.verdict is not Verdict.CONFORMS and outcome.verdict is not Verdict.VARIANT:
                return replace(outcome, reason=f"seed {number}\n{outcome.reason}")
            if time.monotonic() > end:
                return replace(outcome, reason=f"seeds {self.fuzz_seed} to {number}")
            number += 1

    def header(self) -> str:
        info = self.backend.info
        return f"goldstep: adapter {self.backend.name} ({info.name} {info.version})"


def collect(line: str) -> None:
    _lines.append(json.loads(line))


def clear() -> None:
    _lines.clear()


def finish(session: pytest.Session, adapter: str) -> None:
    """Write the run file in one piece; a battery of which nothing was tested does not pass."""
    path = session.config.getoption("run_file")
    interrupted = session.exitstatus in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)
    if path and (_lines or session.exitstatus != pytest.ExitCode.USAGE_ERROR):
        try:
            runfile.write(path, load(adapter), _lines, complete=not interrupted)
        except GoldstepError as error:
            sys.stderr.write(f"goldstep: {error}\n")
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
    if _lines and session.exitstatus == pytest.ExitCode.OK and not runfile.tested(_lines):
        sys.stderr.write("goldstep: nothing was tested\n")
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def summarize(reporter: Any) -> None:
    if _lines:
        reporter.section("goldstep")
        for text in table.render(_lines):
            reporter.line(text)
