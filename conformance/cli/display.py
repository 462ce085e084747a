"""What a person sees while cells are judged: a live bar on a terminal, else the names of algorithms as they pass."""

import sys
from collections import Counter
from typing import Any, Self

from rich.console import Console

from goldstep.conformance.table import failed, kind

Line = dict[str, Any]


class Display:
    """Told of each line; a context manager, because a live display must be put away."""

    def __init__(self, console: Console, plan: list[Line]) -> None:
        self.console, self.total = console, len(plan)
        self._left = Counter(map(_stage, plan))
        self._bad: set[str] = set()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:
        if self._shown:
            self.console.print()

    def add(self, line: Line) -> None:
        """A cell was judged: name its algorithm when it was the last of it."""
        stage = _stage(line)
        self._left[stage] -= 1
        if failed(line):
            self._bad.add(line["algorithm"])
        if not self._left[stage]:
            self._name(*stage)

    def _name(self, phase: str, algorithm: str) -> None:
        if phase != self._shown:
            self.console.print(f"\n{phase}:" if self._shown else f"{phase}:", end="")
            self._shown = phase
        self.console.print(f" {algorithm}{' (fails)' if algorithm in self._bad else ''}", end="")
        self.console.file.flush()


class Live(Display):
    """A bar with the algorithm at work, the cells, the time that is left, and the verdicts so far."""

    def __init__(self, console: Console, plan: list[Line]) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        super().__init__(console, plan)
        columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, TextColumn("{task.fields[verdicts]}"), console=console, transient=True)
        self._task = self._bar.add_task("", total=self.total, verdicts="")
        self._verdicts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._bar.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._bar.__exit__(*raised)

    def add(self, line: Line) -> None:
        self._verdicts["fail" if failed(line) else "untested" if kind(line) == "untested" else "pass"] += 1
        verdicts = ", ".join(f"{n} {word}" for word, n in self._verdicts.items())
        self._bar.update(self._task, advance=1, description=line["algorithm"], verdicts=verdicts)
        if failed(line):
            self.console.print(f"{line['verdict']}: {line['id']}", soft_wrap=True)


def display(console: Console, plan: list[Line]) -> Display:
    return Live(console, plan) if console.is_terminal and sys.stdout.isatty() else Display(console, plan)


def _stage(line: Line) -> tuple[str, str]:
    first = line["check"] in ("smoke", "one-step", "reset", "trajectory")
    return "formulas" if first else "everything", line["algorithm"]
