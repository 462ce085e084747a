"""Run files as Markdown, for an issue or the summary of a job."""

from collections.abc import Iterable, Iterator

from goldstep.adapters.text import printable
from goldstep.conformance import table
from goldstep.conformance.reporting.changes import KINDS, Change, circumstances
from goldstep.conformance.reporting.standings import Run, all_algorithms
from goldstep.conformance.reporting.wording import worded
from goldstep.conformance.table import Line


def report(runs: list[Run]) -> str:
    """One run with its tables and sections; of several, who conforms to what first, then each."""
    if len(runs) == 1:
        return _text(_run(runs[0], "#"))
    return _text([*_matrix(runs), *(line for run in runs for line in ("", *_run(run, "##")))])


def comparison(before: Run, after: Run, changed: list[Change]) -> str:
    """What changed, the worst first."""
    return _text(_comparison(before, after, changed))


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _line(text: str) -> str:
    """One line, whatever the file holds, without characters that a terminal would obey."""
    return printable(" ".join(text.split()))


def _rows(heads: list[str], body: Iterable[list[str]]) -> Iterator[str]:
    for row in [heads, ["---"] * len(heads), *body]:
        yield _line("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |")


def _matrix(runs: list[Run]) -> Iterator[str]:
    yield "# Who conforms\n"
    body = [
        [name, *(run.standings[name].words if name in run.standings else "-" for run in runs)]
        for _, names in all_algorithms(runs)
        for name in names
    ]
    yield from _rows(["algorithm", *(run.name for run in runs)], body)


def _run(run: Run, heading: str) -> Iterator[str]:
    environment = ", ".join(f"{k} {v}" for k, v in run.header["environment"].items())
    yield _line(f"{heading} {run.name}, judged by goldstep {run.header['suite']}") + "\n"
    yield f"Goldens `{run.header['golden_digest']}`."
    yield _line(f"Environment: {environment}.") + "\n"
    for text in (*table.contracts(run.header, run.lines), *table.unasked(run.header)):
        yield _line(f"{text[0].upper()}{text[1:]}.") + "\n"
    yield from _rows(*table.rows(run.lines))
    yield f"\n{table.told(run.lines)}."
    if not run.complete:
        yield "\nThe run was interrupted: these are not all results."
    kinds = [(line, table.kind(line)) for line in run.lines]
    failed = [line for line, kind in kinds if kind in ("violates", "error")]
    yield from _section(f"{heading}# Violations and errors", map(_result, failed))
    yield from _section(f"{heading}# What explains them", (f"- {text}" for text in table.explanations(run.lines)))
    yield from _section(f"{heading}# Declared deviations", (_result(x) for x, kind in kinds if kind == "deviation"))
    yield from _section(f"{heading}# Untested", (f"- {n}: {reason}" for reason, n in table.reasons(run.lines)))


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    if found := list(items):
        yield f"\n{title}\n"
        yield from (part if part.startswith("  - ") else _line(part) for item in found for part in item.split("\n\n"))


def _result(line: Line) -> str:
    """An item, and below it those of its diagnosis."""
    first = f"- `{line['id']}` {worded(line)} ({', '.join(line['clauses'])}), margin {line['margin']}"
    return "\n\n".join([_line(first), *(f"  - {_line(note)}" for note in line.get("diagnosis", []))])


def _comparison(before: Run, after: Run, changed: list[Change]) -> Iterator[str]:
    yield _line(f"# {before.title} → {after.title}") + "\n"
    yield _line(f"From `{before.path}` to `{after.path}`.")
    told = circumstances(before, after)
    if told:
        yield ""
    yield from (_line(f"- {text}") for text in told)
    if not changed:
        yield "\nNo verdict changed."
    for name, meaning in KINDS.items():
        here = [change for change in changed if change.kind == name]
        items = [f"- `{change.line['id']}`: {change.words}" for change in here]
        yield from _section(f"## {name.capitalize()}: {len(here)}, {meaning}", items)
