"""`goldstep report`: a run file as Markdown."""

from typing import Any

import click

from goldstep.conformance import runfile, table


@click.command()
@click.argument("run_file", type=click.Path(dir_okay=False))
def command(run_file: str) -> int:
    """Render RUN_FILE as Markdown on standard output."""
    header, lines, footer = runfile.read(run_file)
    backend = header["backend"]
    click.echo(f"# {backend['name']} {backend['version']}, judged by goldstep {header['suite']}\n")
    click.echo(f"Goldens `{header['golden_digest']}`.")
    click.echo("Environment: " + ", ".join(f"{k} {v}" for k, v in header["environment"].items()) + ".\n")
    heads, body = table.rows(lines)
    for row in [heads, ["---"] * len(heads), *body]:
        click.echo("| " + " | ".join(row) + " |")
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
            click.echo(f"- {count}: {reason}")
    return 0


def _section(title: str, lines: list[dict[str, Any]]) -> None:
    if not lines:
        return
    click.echo(f"\n## {title}\n")
    for line in lines:
        click.echo(f"- `{line['id']}` {line['verdict']} ({', '.join(line['clauses'])}), margin {line['margin']}")
        for note in line.get("diagnosis", []):
            click.echo(f"  - {note}")
