"""`goldstep impostors`: the kill matrix."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from goldstep.conformance.cli import completing
from goldstep.conformance.impostors.matrix import Row, first, impostors, row
from goldstep.golden.store import encode, write_whole
from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.registry import get, names


@click.command()
@click.argument("algorithms", nargs=-1, metavar="[ALGORITHM]...", shell_complete=completing.algorithms)
@click.option("--kind", "kinds", multiple=True, metavar="K", help="Only what is wrong in this: `formula`, `group`, …")
@click.option("--quick", is_flag=True, help="Of each impostor only the first check that names the broken clause.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the matrix to this JSON file."
)
def command(algorithms: tuple[str, ...], kinds: tuple[str, ...], quick: bool, output: Path | None) -> int:
    """Run every impostor through the battery: which check convicts it, and of which clause."""
    for name in algorithms:
        get(name)
    if output and not output.parent.is_dir():
        raise GoldstepError(f"there is no folder {output.parent}")
    every = list(impostors(algorithms or tuple(names())))
    known = list(dict.fromkeys(i.kind for i in every))
    for kind in kinds:
        if kind not in known:
            raise UnknownName("kind", kind, known)
    rows = []
    for impostor in every:
        if not kinds or impostor.kind in kinds:
            rows.append((first if quick else row)(impostor))
            _show(rows[-1])
    _sum_up(rows)
    if output:
        write_whole(output, encode({"format": "1.0.0", "impostors": [asdict(each) for each in rows]}))
        click.echo(f"{output}: {len(rows)} rows")
    return 1 if any(not each.naming for each in rows) else 0


def _show(row: Row) -> None:
    marks = [f"{name}*" if name in row.naming else name for name in row.convicted_by]
    click.echo(f"{row.impostor:<40} {row.clause:<11} {', '.join(marks) or 'SURVIVES'}")
    click.echo(f"    {row.wrong} [{row.source}]")


def _sum_up(rows: list[Row]) -> None:
    click.echo(f"\n{'wrong in':<18} {'impostors':>10} {'survive':>8} {'unnamed':>8}")
    for kind in dict.fromkeys(each.kind for each in rows):
        here = [each for each in rows if each.kind == kind]
        of = Counter("survive" if not each.convicted_by else "" if each.naming else "unnamed" for each in here)
        click.echo(f"{kind:<18} {len(here):>10} {of['survive']:>8} {of['unnamed']:>8}")
    survivors, unnamed = sum(not r.convicted_by for r in rows), sum(not r.naming for r in rows)
    click.echo(f"{len(rows)} impostors, {survivors} survive, {unnamed} convicted without their clause (* names it)")
