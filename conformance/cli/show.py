"""`goldstep show`: a clause, with its impostors."""

import click

from goldstep.conformance.impostors.impostor import all_impostors
from goldstep.spec.clauses import clause


@click.command()
@click.argument("clause_id", metavar="CLAUSE")
def command(clause_id: str) -> int:
    """Show a clause, such as ADAMW-3: its sentence, its page, and the impostors that break it."""
    found = clause(clause_id.upper())
    click.echo(f"{found.id}  {found.text}\n\npage: {found.url}")
    breaking = [i for i in all_impostors() if i.clause == found.id]
    for impostor in breaking:
        click.echo(f"broken by {impostor.id}: {impostor.wrong} ({impostor.source})")
    return 0
