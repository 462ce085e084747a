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
    survivors = unnamed = total = 0
    for row in kill_matrix(algorithms or tuple(names())):
        total += 1
        survivors += not row.convicted_by
        unnamed += not row.naming
        marks = [f"{name}*" if name in row.naming else name for name in row.convicted_by]
        click.echo(f"{row.impostor:<40} {row.clause:<11} {', '.join(marks) or 'SURVIVES'}")
        click.echo(f"    {row.wrong} [{row.source}]")
    click.echo(f"{total} impostors, {survivors} survive, {unnamed} convicted without their clause (* names it)")
    return 1 if survivors or unnamed else 0
