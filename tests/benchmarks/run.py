"""Measures what Goldstep promises about its own speed and size: ``python tests/benchmarks/run.py``.

Each line shows a figure, its target, and the ratio of the two; the exit code is 1 if a target is missed. With names as
arguments, only those. `tests` and `ci`, which run for minutes, are measured only by name; ``tests=312`` takes a figure
that is known. With --quick, on a small part of the battery, to see that everything runs. Needs the extras of `dev`.
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from measuring import environment, goldstep, until, used

from goldstep.adapters.loading import BUILT_IN
from goldstep.golden.store import FOLDER

ROOT = Path(__file__).parents[2]
PYTEST = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
MEMORY = 400  # MB, the largest process


@dataclass(frozen=True)
class Row:
    """A figure; its target is the most that it may be, or the least."""

    what: str
    measured: float
    target: float | None = None
    unit: str = "s"
    least: bool = False

    @property
    def missed(self) -> bool:
        return self.target is not None and (self.measured < self.target if self.least else self.measured > self.target)

    def __str__(self) -> str:
        goal = "" if self.target is None else f"{'at least ' if self.least else ''}{self.target:g} {self.unit}"
        ratio = "" if self.target is None else f"{self.measured / self.target:.2f}"
        text = f"{self.what:<60} {f'{self.measured:.3g} {self.unit}':>14} {goal:>18} {ratio:>6}"
        return f"{text}{'  MISSED' if self.missed else ''}".rstrip()


@dataclass(frozen=True)
class Part:
    """What of the battery and of the goldens is measured, and how often what is short is repeated."""

    algorithms: tuple[str, ...] = ()
    repetitions: int = 15
    instead: str | None = None  # a backend that stands in for each other
    given: float | None = None

    def backend(self, name: str) -> str:
        return self.instead or name

    @property
    def words(self) -> list[str]:
        return [word for name in self.algorithms for word in ("--algorithm", name)]


def plugin(part: Part) -> Iterator[Row]:
    """pytest in an empty folder with and without the plugin, in turns."""
    bare = [*PYTEST, "-p", "no:goldstep"]
    pairs = [(used(PYTEST, (5,)).clock, used(bare, (5,)).clock) for _ in range(part.repetitions)]
    yield Row("plugin import, beyond bare pytest", 1e3 * statistics.median(a - b for a, b in pairs), 50, "ms")
    yield Row("bare pytest, for comparison", 1e3 * statistics.median(b for _, b in pairs), None, "ms")


def start(part: Part) -> Iterator[Row]:
    for word in ("--help", "list"):
        goldstep(word)
        yield Row(f"goldstep {word}", statistics.median(goldstep(word).clock for _ in range(part.repetitions)), 0.2)


def first(part: Part) -> Iterator[Row]:
    for name in BUILT_IN:
        if part.backend(name) == name:
            yield Row(f"goldstep check {name}, until the first verdict", until(b"formulas: ", "check", name), 3)


def usual(part: Part) -> Iterator[Row]:
    words = ["check", part.backend("torch"), *(part.words or ["--algorithm", "adamw"])]
    yield Row(f"goldstep {' '.join(words)}", goldstep(*words).clock, 10)


def numpy(part: Part) -> Iterator[Row]:
    one, two = goldstep("check", "numpy", *part.words), goldstep("check", "numpy", "-n", "2", *part.words)
    yield Row("goldstep check numpy, processor time", one.processors, 40)
    yield Row("goldstep check numpy, by the same with -n 2", one.clock / two.clock, 1.8, "times", least=True)
    yield Row("goldstep check numpy, its largest process", one.memory, MEMORY, "MB")


def torch(part: Part) -> Iterator[Row]:
    name = part.backend("torch")
    check = goldstep("check", name, "-n", "2", *part.words)
    yield Row(f"goldstep check {name} -n 2", check.clock, 45)
    yield Row(f"goldstep check {name} -n 2, its largest process", check.memory, MEMORY, "MB")
    alone = goldstep("check", name, *part.words).processors
    command = [sys.executable, str(Path(__file__).with_name("stepping.py")), name, *part.algorithms]
    told = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout.split()
    importing, stepping = float(told[0]), float(told[1])
    yield Row(f"bare stepping of its {told[2]} runs, {told[3]} steps, processor time", stepping)
    yield Row(f"import of the adapter of {name}, processor time", importing)
    yield Row(f"check {name}, by bare stepping and import", alone / (stepping + importing), 2, "times")


def optax(part: Part) -> Iterator[Row]:
    name = part.backend("optax")
    check = goldstep("check", name, "-n", "2", *part.words)
    yield Row(f"goldstep check {name} -n 2", check.clock, 120)
    yield Row(f"goldstep check {name} -n 2, its largest process", check.memory, MEMORY, "MB")


def goldens(part: Part) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        words = ("golden", "build", "--folder", folder, *part.algorithms)
        yield Row("all goldens rebuilt and proved", goldstep(*words).clock, 60)
    yield Row("golden check --no-rebuild", goldstep("golden", "check", "--no-rebuild").clock, 2)
    yield Row("all goldens", sum(path.stat().st_size for path in FOLDER.rglob("*.json")) / 1e6, None, "MB")


def tests(part: Part) -> Iterator[Row]:
    command = [sys.executable, "-m", "pytest", "-n", "2"]
    yield Row("pytest -n 2", part.given or used(command, folder=str(ROOT)).clock, 360)


def ci(part: Part) -> Iterator[Row]:
    yield Row(".ci/run", part.given or used([str(ROOT / ".ci/run")]).clock, 480)


ROWS: dict[str, Callable[[Part], Iterator[Row]]] = {
    each.__name__: each for each in (plugin, start, first, usual, numpy, torch, optax, goldens, tests, ci)
}
LONG = ("tests", "ci")
QUICK = Part(("clip_by_value",), 1, "numpy")


def main(arguments: list[str]) -> int:
    part = QUICK if "--quick" in arguments else Part()
    given = dict(word.partition("=")[::2] for word in arguments if word != "--quick")
    if unknown := set(given) - set(ROWS):
        raise SystemExit(f"no row {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    missed = 0
    print(f"{'figure':<60} {'measured':>14} {'target':>18} {'ratio':>6}")
    for name in given or [name for name in ROWS if name not in LONG]:
        figure = float(given[name]) if given.get(name) else None
        for row in ROWS[name](replace(part, given=figure)):
            missed += row.missed
            print(row, flush=True)
    return 1 if missed and part is not QUICK else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
