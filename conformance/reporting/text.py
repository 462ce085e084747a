"""Run files as plain text, for a terminal or a log."""

from collections.abc import Iterator

from goldstep.adapters.text import lines as printable
from goldstep.conformance import table
from goldstep.conformance.reporting.changes import KINDS, Change, circumstances
from goldstep.conformance.reporting.standings import Run, all_algorithms, decimal, finding


def report(runs: list[Run]) -> str:
    """Who conforms, then each run: its table, its failures, its deviations, and why cells were untested."""
    parts = [_matrix(runs)] if len(runs) > 1 else []
    return _whole([*parts, *("\n".join(_run(run)) for run in runs)])


def comparison(before: Run, after: Run, changed: list[Change]) -> str:
    """What changed, what fails by name."""
    parts = [
        "\n".join([f"{before.title} ({before.path}) → {after.title} ({after.path})", *circumstances(before, after)])
    ]
    for name, meaning in KINDS.items():
        if here := [change for change in changed if change.kind == name]:
            parts.append("\n".join([f"{name}: {len(here)}, {meaning}", *(f"  {_change(x)}" for x in here)]))
    return _whole(parts if changed else [*parts, "no verdict changed"])


def _whole(parts: list[str]) -> str:
    return printable("\n\n".join(parts), longest=10**9) + "\n"


def _change(change: Change) -> str:
    return f"{change.line['id']}: {change.words}"


def _matrix(runs: list[Run]) -> str:
    body = [["algorithm", *(run.name for run in runs)]]
    for _, algorithms in all_algorithms(runs):
        for name in algorithms:
            body.append([name, *(run.standings[name].words if name in run.standings else "-" for run in runs)])
    return "\n".join(columns(body))


def columns(body: list[list[str]]) -> Iterator[str]:
    """Rows whose cells stand below each other."""
    widths = [max(map(len, column)) for column in zip(*body, strict=True)]
    for row in body:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _run(run: Run) -> Iterator[str]:
    yield f"{run.name}, judged by goldstep {run.header['suite']}"
    if not run.complete:
        yield "The run was interrupted: these are not all results."
    yield from (*table.contracts(run.header, run.lines), *table.unasked(run.header))
    heads, body = table.rows(run.lines)
    yield from columns([heads, *body])
    yield table.told(run.lines)
    yield from table.explanations(run.lines)
    for standing in run.standings.values():
        for line in standing.failures[:1]:
            yield from _failure(finding(run, line), len(standing.failures) - 1)
    for standing in run.standings.values():
        for pattern, lines in standing.deviations.items():
            yield f"declared deviation of {len(lines)}: {pattern}"
    for reason, count in table.reasons(run.lines):
        yield f"untested {count}: {reason}"


def _failure(found: dict, more: int) -> Iterator[str]:
    yield f"\n{found['id']}: {found['verdict']} ({', '.join(found['clauses'])})"
    if departure := found["departure"]:
        yield "  first departure at step {step}: {quantity} of parameter {parameter}, element {element}".format_map(
            departure
        )
        yield f"  expected   {decimal(departure['expected'])}"
        yield f"  got        {decimal(departure['got'])}"
    yield from (f"  {text}" for text in found["reason"].splitlines())
    yield from (f"  diagnosis  {text}" for text in found["diagnosis"])
    yield f"  reproduce  {found['reproduce']}"
    if more:
        yield f"  and {more} more of this algorithm"
