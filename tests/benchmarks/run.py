"""Measures what Goldstep promises about its own speed and size: ``python tests/benchmarks/run.py``.

Each row shows a figure, its target, and the ratio of the two; the exit code is 1 if a target is missed. With names
of rows as arguments, only those. Needs the torch extra for the last rows.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from goldstep.adapters.contract import Arrays, Setup
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.battery import cells
from goldstep.conformance.subject import Selection
from goldstep.golden.store import FOLDER

REPETITIONS = 15
GOLDSTEP = [sys.executable, "-c", "from goldstep.conformance.cli import main; main()"]
PYTEST = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]

Row = tuple[str, float, float | None, str]  # what, measured, target, unit


def seconds(command: list[str], codes: tuple[int, ...] = (0,), *, one_core: bool = False) -> float:
    """How long a command takes in an empty folder."""
    pin = (lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})) if one_core else None
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, preexec_fn=pin)
        took = time.perf_counter() - begin
    if done.returncode not in codes:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return took


def goldstep(*arguments: str, one_core: bool = False) -> float:
    return seconds([*GOLDSTEP, *arguments], one_core=one_core)


def plugin() -> Iterator[Row]:
    """pytest in an empty folder with and without the plugin, in turns."""
    pairs = [
        (seconds(PYTEST, codes=(5,)), seconds([*PYTEST, "-p", "no:goldstep"], codes=(5,))) for _ in range(REPETITIONS)
    ]
    yield "plugin import, beyond bare pytest", 1e3 * statistics.median(a - b for a, b in pairs), 50, "ms"
    yield "bare pytest, for comparison", 1e3 * statistics.median(b for _, b in pairs), None, "ms"


def numpy() -> Iterator[Row]:
    yield "goldstep check numpy, one core", goldstep("check", "numpy", one_core=True), 20, "s"


def goldens() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield "all goldens rebuilt and proved", goldstep("golden", "build", "--folder", folder), 60, "s"
    yield "golden check --no-rebuild", goldstep("golden", "check", "--no-rebuild"), 2, "s"
    size = sum(path.stat().st_size for path in FOLDER.rglob("*.json"))
    yield "all goldens", size / 1e6, 1.5, "MB"


def torch() -> Iterator[Row]:
    check = goldstep("check", "torch", "-n", "2")
    yield "goldstep check torch -n 2", check, 60, "s"
    importing = statistics.median(seconds([sys.executable, "-c", "import torch"]) for _ in range(3))
    stepping, runs, steps = bare_stepping(load("torch"))
    yield f"bare stepping of its {runs} runs, {steps} steps", stepping, None, "s"
    yield "import torch", importing, None, "s"
    yield "check torch, by bare stepping and import", check / (stepping + importing), 5, "times"


Recorded = tuple[Setup, list[tuple[Arrays, dict[str, float]]]]


def record(backend: Backend) -> list[Recorded]:
    """Every run that the battery makes of a backend: how it was set up, and what each step was given."""
    runs: list[Recorded] = []

    class Recorder(backend.make):  # type: ignore[misc,name-defined]
        def init(self, setup: Setup) -> None:
            super().init(setup)  # first, for it may raise Unsupported
            self.steps: list[tuple[Arrays, dict[str, float]]] = []
            runs.append((setup, self.steps))

        def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
            self.steps.append(([g.copy() for g in gradients], dict(hyper)))
            super().step(gradients, hyper)

    for cell in cells(Backend(backend.name, Recorder), Selection()):
        cell.judge()
    return runs


def bare_stepping(backend: Backend) -> tuple[float, int, int]:
    """Seconds that the backend needs for all runs of its battery when nobody judges, their number and their steps."""
    runs = record(backend)
    begin = time.perf_counter()
    for setup, steps in runs:
        adapter: Any = backend.make()
        adapter.init(setup)
        for gradients, hyper in steps:
            adapter.step(gradients, hyper)
    return time.perf_counter() - begin, len(runs), sum(len(steps) for _, steps in runs)


ROWS: dict[str, Callable[[], Iterator[Row]]] = {"plugin": plugin, "numpy": numpy, "goldens": goldens, "torch": torch}


def main(names: list[str]) -> int:
    unknown = set(names) - set(ROWS)
    if unknown:
        raise SystemExit(f"no row {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    missed = 0
    print(f"{'figure':<56} {'measured':>14} {'target':>14} {'ratio':>6}")
    for name in names or ROWS:
        for what, measured, target, unit in ROWS[name]():
            goal = "" if target is None else f"{target:g} {unit}"
            ratio = "" if target is None else f"{measured / target:.2f}"
            miss = target is not None and measured > target
            missed += miss
            row = f"{what:<56} {f'{measured:.3g} {unit}':>14} {goal:>14} {ratio:>6}{'  MISSED' if miss else ''}"
            print(row.rstrip(), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
