"""The battery within pytest: each cell is a test, judged in a process of its own."""

import json
import os
import sys
from collections.abc import Iterator
from math import isfinite
from typing import Any

import pytest

from goldstep.conformance import table
from goldstep.conformance.crew import Crew
from goldstep.conformance.places import Line, lost
from goldstep.conformance.request import Request
from goldstep.conformance.runfile import RunFile
from goldstep.golden.files import check_writable
from goldstep.reference.errors import GoldstepError

PROPERTY = "goldstep_line"  # the user property in which a line travels to the process that writes the run file


class Suite:
    """What one run of pytest holds of the battery; registered as a plugin, so that pytest tells it what happens."""

    def __init__(self, config: pytest.Config) -> None:
        options = config.option
        self.request = Request(
            adapter=_adapter(config),
            algorithms=tuple(options.goldstep_algorithm),
            dtypes=tuple(options.goldstep_dtype),
            modes=tuple(options.goldstep_mode),
            all_modes=options.goldstep_all_modes,
            checks=tuple(options.goldstep_check),
            cases=tuple(options.goldstep_case),
            device=options.goldstep_device,
            like=options.goldstep_as,
            names=tuple(options.goldstep_map),
            flags=tuple(options.goldstep_set),
            contract=tuple(options.goldstep_contract),
            deviations=options.goldstep_deviations or config.getini("goldstep_deviations") or None,
            hypotheses=options.goldstep_hypotheses,
        )
        if not (isfinite(options.goldstep_timeout) and options.goldstep_timeout > 0):
            raise GoldstepError(f"--goldstep-timeout is {options.goldstep_timeout:g}, and no number of seconds above 0")
        if options.goldstep_hypotheses < 0:
            raise GoldstepError(f"--goldstep-hypotheses is {options.goldstep_hypotheses}, and no number from 0 on")
        self._path: str | None = options.goldstep_run_file
        self._file: RunFile | None = None
        self._unwritten = ""  # why there is no run file
        if self._path:
            check_writable(self._path)
        self._runs = not (options.collectonly or getattr(options, "setuponly", False))
        self._crew = Crew(self.request, 1, options.goldstep_timeout, printed=sys.stderr.write)
        self.plan = {_name(place): (number, place) for number, place in enumerate(self._crew.plan)}
        self._lines: dict[str, Line] = {}
        self._expected: set[str] = set()
        self._helps = hasattr(config, "workerinput")  # a process of xdist: another one keeps the account
        if getattr(options, "dist", "no") != "no" and not self._helps:
            self.close()  # others judge
        config.pluginmanager.register(self, "goldstep-suite")

    def line(self, number: int) -> Line:
        """Judge a cell."""
        (line,) = self._crew.lines([number])
        return line

    def close(self) -> None:
        self._crew.close()

    def pytest_report_header(self) -> str:
        backend = self._crew.header["backend"]
        return f"goldstep: adapter {backend['adapter']} ({backend['name']} {backend['version']})"

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._expected |= {item.name for item in session.items if isinstance(item, CellItem)}

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """The same where others collect; a group of xdist stands behind the name."""
        names = (i.rpartition("::")[2] for i in ids)
        self._expected |= {n for n in (name.rpartition("]")[0] + "]" for name in names) if n in self.plan}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties if report.when == "call" else ():
            if name == PROPERTY and (line := self._ours(value)):
                self._record(line)

    def _ours(self, value: object) -> Line | None:
        """The line that a property holds, if it is of a cell: other tests of the same run may have one of this name."""
        try:
            line = json.loads(str(value))
            return line if _name(line) in self.plan else None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _record(self, line: Line) -> None:
        if _name(line) in self._lines:  # another try, which some plugin makes, changes no verdict
            return
        self._lines[_name(line)] = line
        if file := self._opened():
            file.add(line)

    def _opened(self) -> RunFile | None:
        """The run file, begun when there is something to write; the processes of xdist have none."""
        if self._path and not self._file and not self._helps:
            try:
                self._file = RunFile(self._path, self._crew.header)
            except GoldstepError as error:
                self._path, self._unwritten = None, str(error)
        return self._file

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Account for every cell, end the run file, and let no battery pass of which nothing was tested."""
        if self._helps or not self._runs or session.exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        missing, stopped = sorted(self._expected - self._lines.keys()), session.shouldstop or session.shouldfail
        unknown = session.exitstatus in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)
        complete = not missing and not unknown
        if missing and not stopped and not unknown:
            name, again = self.request.adapter, self.request.again
            for place in (self.plan[n][1] for n in missing):
                self._record(lost(name, place, "pytest did not run it to its end", again))
            self._fail(session, f"{len(missing)} cells have no verdict", pytest.ExitCode.INTERNAL_ERROR)
        if file := self._opened():
            file.close(complete=complete)
            self._unwritten = file.failure
        if self._unwritten:
            self._fail(session, self._unwritten, pytest.ExitCode.USAGE_ERROR)
        if session.exitstatus == pytest.ExitCode.OK and any(map(table.failed, self._lines.values())):
            self._fail(session, "cells fail that pytest was made to pass", pytest.ExitCode.TESTS_FAILED)
        if self._lines and session.exitstatus == pytest.ExitCode.OK and not table.tested(self._lines.values()):
            self._fail(session, "nothing of an optimizer was tested", pytest.ExitCode.NO_TESTS_COLLECTED)

    def _fail(self, session: pytest.Session, why: str, code: pytest.ExitCode) -> None:
        sys.stderr.write(f"goldstep: {why}\n")
        session.exitstatus = code

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        if self._lines and not getattr(config.option, "no_summary", False):
            terminalreporter.section("goldstep")
            for text in (*table.render(list(self._lines.values())), *table.unasked(self._crew.header)):
                terminalreporter.line(text)


class Battery(pytest.File):
    """The file of the battery: it holds a test for each cell of the run."""

    def collect(self) -> Iterator["CellItem"]:
        from goldstep.conformance.plugin import suite_of

        suite = suite_of(self.config)
        grouped = self.config.pluginmanager.hasplugin("xdist")
        for name, (number, place) in suite.plan.items():
            item = CellItem.from_parent(self, name=name, suite=suite, number=number)
            if grouped:  # with --dist loadgroup the cells of one variant share a process and what it keeps
                item.add_marker(pytest.mark.xdist_group(f"{place['algorithm']}-{place['variant']}"))
            yield item


class CellItem(pytest.Item):
    """A cell: fails, is skipped or is expected to fail by its verdict."""

    def __init__(self, *, suite: Suite, number: int, **of_item: Any) -> None:
        super().__init__(**of_item)
        self._suite, self._number = suite, number

    def runtest(self) -> None:
        line = self._suite.line(self._number)
        self.user_properties.append((PROPERTY, json.dumps(line)))
        if line["deviation"]:
            pytest.xfail(f"declared deviation: {line['deviation']}")
        if table.failed(line) or line["deviation"]:
            pytest.fail(str(line.get("message", line["reason"])), pytrace=False)
        if line["verdict"] == "untested":
            pytest.skip(f"untested: {line['reason']}")

    def reportinfo(self) -> tuple[Any, None, str]:
        return self.path, None, self.name


def _name(place: Line) -> str:
    """``one-step[adam/f64/spike@paper]``."""
    check, _, label = place["id"].partition("/")
    return f"{check}[{label}]"


def _adapter(config: pytest.Config) -> str:
    """The flag, else the ini file, else GOLDSTEP_ADAPTER, else the embedded backend."""
    given = config.option.goldstep_adapter or config.getini("goldstep_adapter") or os.environ.get("GOLDSTEP_ADAPTER")
    return str(given or "numpy")
