"""Which lines of a module the cells of a run execute, and which of them pass before anything is changed."""

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from goldstep.conformance.session import Session
from goldstep.conformance.table import failed
from goldstep.reference.registry import family

Group = tuple[str, str, str, str]  # algorithm, variant, dtype, mode


@dataclass(frozen=True)
class Reach:
    """What one group of cells executes of a module, and the numbers of its cells that pass, in their order.

    `seconds` is the processor time that they took while they were watched, and `threads` says whether they started
    any; true where no system tells.
    """

    group: Group
    lines: frozenset[int]
    passing: tuple[int, ...]
    seconds: float
    threads: bool


def groups(session: Session) -> dict[Group, list[int]]:
    """The numbers of the cells of each group: cells that are judged together stand in one."""
    found = defaultdict(list)
    for number, place in enumerate(session.plan):
        found[place["algorithm"], place["variant"], place["dtype"], place["mode"]].append(number)
    return dict(found)


def smoked(session: Session, file: str, every: Mapping[Group, Sequence[int]]) -> dict[Group, frozenset[int]]:
    """The lines of the file that the first cell of each group runs: it is the smoke cell, a few steps."""
    found = {}
    for group, numbers in every.items():
        with _noted(file) as lines:
            session.line(numbers[0])
        found[group] = frozenset(lines)
    return found


def matching(first: Mapping[Group, frozenset[int]]) -> list[Group]:
    """The groups that run something of a file, but for those of which one of the file's own family runs all and more.

    A scheduler has an optimizer that it is tried with, which is judged better by cells of its own. The family of a file
    is the one that runs most of its lines.
    """
    of_algorithm: dict[str, frozenset[int]] = {}
    for (algorithm, *_), lines in first.items():
        of_algorithm[algorithm] = of_algorithm.get(algorithm, frozenset()) | lines
    of_family: dict[str, frozenset[int]] = {}
    for name, lines in of_algorithm.items():
        of_family[family(name)] = of_family.get(family(name), frozenset()) | lines
    own = max(of_family, key=lambda one: len(of_family[one]), default="")
    main = [lines for name, lines in of_algorithm.items() if family(name) == own]
    beside = {name for name, a in of_algorithm.items() if family(name) != own and any(a < b for b in main)}
    return [group for group, lines in first.items() if lines and group[0] not in beside]


def reached(session: Session, file: str, group: Group, numbers: Iterable[int]) -> Reach:
    """Judge the cells of a group and note the lines of the file that run."""
    begin, before = time.process_time(), _threads()
    with _noted(file) as lines:
        judged = [(n, session.line(n)) for n in numbers]
    passing = tuple(n for n, line in judged if not failed(line) and line["verdict"] != "untested")
    seconds, more = time.process_time() - begin, before is None or _threads() != before
    return Reach(group, frozenset(lines), passing, seconds, more)


def _threads() -> int | None:
    """How many threads this process has, of any language; None where the system has no such list."""
    tasks = Path("/proc/self/task")
    return sum(1 for _ in tasks.iterdir()) if tasks.is_dir() else None


@contextmanager
def _noted(file: str) -> Iterator[set[int]]:
    """The numbers of the lines of a file that run, in any thread."""
    lines: set[int] = set()

    def within(frame: FrameType, event: str, argument: Any) -> Any:
        lines.add(frame.f_lineno)
        return within

    def called(frame: FrameType, event: str, argument: Any) -> Any:
        return within(frame, event, argument) if frame.f_code.co_filename == file else None

    before = sys.gettrace()
    threading.settrace(called)
    sys.settrace(called)
    try:
        yield lines
    finally:
        sys.settrace(before)
        threading.settrace(None)
