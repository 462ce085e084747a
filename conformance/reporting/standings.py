"""Runs as they are shown: each with its algorithms in the order of their families, and what tells most about each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldstep.conformance import run_reader
from goldstep.conformance.places import reproduce
from goldstep.conformance.reporting.wording import summed, worded, worst
from goldstep.conformance.table import Line, explained, failed, kind
from goldstep.reference.arithmetics.dtypes import DTYPES
from goldstep.reference.errors import GoldstepError
from goldstep.reference.registry import FAMILIES, modules

_AGAIN = "  reproduce  "


@dataclass(frozen=True)
class Standing:
    """One backend on one algorithm: all results, at least one."""

    algorithm: str
    lines: list[Line]

    @property
    def worst(self) -> str:
        return worst(self.lines)

    @property
    def words(self) -> str:
        return summed(self.lines)

    @property
    def dtypes(self) -> list[str]:
        """Those in which something of the optimizer was judged."""
        found = {line["dtype"] for line in self._told}
        return [name for name in DTYPES if name in found]

    @property
    def modes(self) -> list[str]:
        return sorted({line["mode"] for line in self._told})

    @property
    def failures(self) -> list[Line]:
        """What violates or is in error, the most telling first."""
        return sorted(filter(failed, self.lines), key=telling)

    @property
    def deviations(self) -> dict[str, list[Line]]:
        """Results under each declared deviation, the most telling first."""
        found: dict[str, list[Line]] = {}
        for line in sorted((x for x in self.lines if kind(x) == "deviation"), key=telling):
            found.setdefault(line["deviation"], []).append(line)
        return found

    @property
    def _told(self) -> list[Line]:
        return [line for line in self.lines if kind(line) not in ("untested", "sound")]


@dataclass(frozen=True)
class Run:
    """A run file that was read; `name` is unlike that of any other run that is shown with it."""

    path: str
    name: str
    header: Line
    lines: list[Line]
    complete: bool

    @property
    def title(self) -> str:
        """The backend and its version."""
        return _title(self.header)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Each algorithm that it has results of."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line["algorithm"], []).append(line)
        return {name: Standing(name, found[name]) for name in in_order(found)}


def read(paths: Iterable[str]) -> list[Run]:
    """Run files, named after their backends; raises as `run_reader.read` does, or GoldstepError for one given twice."""
    paths = list(paths)
    if twice := next((path for n, path in enumerate(paths) if path in paths[:n]), None):
        raise GoldstepError(f"{twice} is given twice")
    found = [(path, *run_reader.read(path)) for path in paths]
    titles = [_title(header) for _, header, _, _ in found]
    return [
        Run(path, title if titles.count(title) == 1 else f"{title} ({path})", header, lines, footer["complete"])
        for title, (path, header, lines, footer) in zip(titles, found, strict=True)
    ]


def _title(header: Line) -> str:
    return f"{header['backend']['name']} {header['backend']['version']}"


def in_order(algorithms: Iterable[str]) -> list[str]:
    """By family, then by name; what this release does not know comes last."""
    return sorted(algorithms, key=lambda name: ([*FAMILIES, "others"].index(family(name)), name))


def family(algorithm: str) -> str:
    """The family of an algorithm, or "others" for one of another release."""
    return modules()[algorithm].split(".")[-2] if algorithm in modules() else "others"


def telling(line: Line) -> tuple[bool, int]:
    """Failures with a diagnosis first, then the widest dtype, else in the order in which they are given."""
    return not explained(line), -DTYPES[line["dtype"]].precision


def finding(run: Run, line: Line) -> dict[str, Any]:
    """What is to be said of a result that fails: where it departs, what it is instead, and how to see it again."""
    return {
        "id": line["id"],
        "verdict": worded(line),
        "clauses": line["clauses"],
        "reason": line["reason"],
        "departure": line.get("departure"),
        "diagnosis": line.get("diagnosis", []),
        "reproduce": _again(run, line),
    }


def _again(run: Run, line: Line) -> str:
    """The command of the failure's text, which has what was said of a class without an adapter; else from its id."""
    commands = [text for text in line.get("message", "").splitlines() if text.startswith(_AGAIN)]
    return str(commands[-1].removeprefix(_AGAIN)) if commands else reproduce(run.header["backend"]["adapter"], line)


def decimal(number: str) -> str:
    """A float in hexadecimal as the shortest decimal that is the same one; what is none stays."""
    try:
        return repr(float.fromhex(number))
    except ValueError:
        return number


def all_algorithms(runs: Iterable[Run]) -> Iterator[tuple[str, list[str]]]:
    """Each family that the runs have anything of, and its algorithms."""
    names = in_order({name for run in runs for name in run.standings})
    for group in dict.fromkeys(map(family, names)):
        yield group, [name for name in names if family(name) == group]
