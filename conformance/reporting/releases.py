"""The runs of several releases, the oldest first: what each is judged as, and in which release a verdict changed."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from goldstep.adapters.text import lines as printable
from goldstep.conformance.reporting.changes import KINDS, Change, changes
from goldstep.conformance.reporting.standings import Run, all_algorithms
from goldstep.conformance.reporting.text import columns

_NAMED = ("worse", "better")
_MOST = 10  # cells that are named of each kind


def told(runs: list[Run], steps: list[list[Change]], *, full: bool = False) -> str:
    """A row for each algorithm that is not the same in all runs, or in `full` for each; below it, each step."""
    parts = [_matrix(runs, full), *("\n".join(_step(*x)) for x in zip(pairwise(runs), steps, strict=True))]
    return printable("\n\n".join(parts), longest=10**9) + "\n"


def steps(runs: list[Run]) -> list[list[Change]]:
    """What changed from each run to the next."""
    return [list(changes(before, after)) for before, after in pairwise(runs)]


def _matrix(runs: list[Run], full: bool) -> str:
    rows = [
        [name, *(run.standings[name].words if name in run.standings else "-" for run in runs)]
        for _, names in all_algorithms(runs)
        for name in names
    ]
    shown = [row for row in rows if full or len(set(row[1:])) > 1]
    table = columns([["algorithm", *(run.name for run in runs)], *shown]) if shown else []
    same = f"{len(rows) - len(shown)} of {len(rows)} algorithms stand the same in all {len(runs)} releases"
    return "\n".join([*table, *([] if full else [same])])


def _step(pair: tuple[Run, Run], changed: list[Change]) -> Iterator[str]:
    before, after = pair
    count = Counter(change.kind for change in changed)
    words = ", ".join(f"{count[name]} {name}" for name in KINDS if count[name])
    yield f"{before.name} → {after.name}: {words or 'no verdict changed'}"
    for name in _NAMED:
        here = [change for change in changed if change.kind == name]
        yield from (f"  {name}  {change.line['id']}: {change.words}" for change in here[:_MOST])
        if len(here) > _MOST:
            yield f"  and {len(here) - _MOST} more: goldstep report {after.path} --compare {before.path}"
