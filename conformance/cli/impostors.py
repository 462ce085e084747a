"""`goldstep impostors`: the kill matrix."""

import click

from goldstep.conformance.impostors.matrix import kill_matrix
from goldstep.reference.registry import get, names


@click.command()
@click.argument("algorithms", nargs=-1, metavar="[ALGORITHM]...")
def command(algorithms: tuple[str, ...]) -> int:
    """Run every impostor through the battery: which check convicts it, and of which clause."""
    for name in algorithms:
        get(name)
    survivors = 0
    for row in kill_matrix(algorithms or tuple(names())):
        mark = ", ".join(row.convicted_by) or "SURVIVES"
        survivors += not row.convicted_by
        named = "" if row.clause_named else "  (by a check of another clause)"
        click.echo(f"{row.impostor:<36} {row.clause:<12} {mark}{named}")
        click.echo(f"{'':<36} {row.wrong} [{row.source}]")
    click.echo(f"{survivors} survive")
    return 1 if survivors else 0
