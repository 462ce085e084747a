"""`goldstep report`: a run file as Markdown."""

from typing import Any

import click

from goldstep.adapters.text import printable
from goldstep.conformance import table
from goldstep.conformance.run_reader import read


@click.command()
@click.argument("run_file", type=click.Path(dir_okay=False))
def command(run_file: str) -> int:
    """Render RUN_FILE as Markdown on standard output."""
    header, lines, footer = read(run_file)
    backend, environment = header["backend"], ", ".join(f"{k} {v}" for k, v in header["environment"].items())
    click.echo(_line(f"# {backend['name']} {backend['version']}, judged by goldstep {header['suite']}") + "\n")
    click.echo(f"Goldens `{header['golden_digest']}`.")
    click.echo(_line(f"Environment: {environment}.") + "\n")
    for text in (*table.contracts(header, lines), *table.unasked(header)):
        click.echo(_line(f"{text[0].upper()}{text[1:]}.") + "\n")
    heads, body = table.rows(lines)
    for row in [heads, ["---"] * len(heads), *body]:
        click.echo(_line("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |"))
    click.echo("\n" + ", ".join(f"{n} {name}" for name, n in table.counts(lines).items() if n) + ".")
    if not footer["complete"]:
        click.echo("\nThe run was interrupted: these are not all results.")
    _section(
        "Violations and errors", [x for x in lines if x["verdict"] in ("violates", "error") and not x["deviation"]]
    )
    _section("Declared deviations", [x for x in lines if x["deviation"]])
    untested = table.reasons(lines)
    if untested:
        click.echo("\n## Untested\n")
        for reason, count in untested:
            click.echo(_line(f"- {count}: {reason}"))
    return 0


def _line(text: str) -> str:
    """One line, whatever the file holds, without characters that a terminal would obey."""
    return printable(" ".join(text.split()))


def _section(title: str, lines: list[dict[str, Any]]) -> None:
    if not lines:
        return
    click.echo(f"\n## {title}\n")
    for line in lines:
        clauses = ", ".join(line["clauses"])
        click.echo(_line(f"- `{line['id']}` {line['verdict']} ({clauses}), margin {line['margin']}"))
        for note in line.get("diagnosis", []):
            click.echo("  " + _line(f"- {note}"))
