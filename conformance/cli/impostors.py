"""`goldstep impostors`: the kill matrix."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from goldstep.conformance.cli import completing
from goldstep.conformance.impostors.by_kind import Journal, summary
from goldstep.conformance.impostors.matrix import Row, Wrong, first, impostors, row
from goldstep.golden.store import encode, write_whole
from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.registry import get, names

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("algorithms", nargs=-1, metavar="[ALGORITHM]...", shell_complete=completing.algorithms)
@click.option("--kind", "kinds", multiple=True, metavar="K", help="Only what is wrong in this: `formula`, `group`, …")
@click.option("--quick", is_flag=True, help="Of each impostor only the first check that names the broken clause.")
@click.option("--output", "-o", type=FILE, help="Write the matrix to this JSON file.")
@click.option(
    "--by-kind", type=FILE, help="Write what is convicted of each kind, and what survives, to this JSON file."
)
@click.option("--journal", type=FILE, help="Keep each row in this file as it is found, and judge none that it has.")
def command(
    algorithms: tuple[str, ...],
    kinds: tuple[str, ...],
    quick: bool,
    output: Path | None,
    by_kind: Path | None,
    journal: Path | None,
) -> int:
    """Run every impostor through the battery: which check convicts it, and of which clause."""
    for name in algorithms:
        get(name)
    for path in filter(None, (output, by_kind, journal)):
        if not path.parent.is_dir():
            raise GoldstepError(f"there is no folder {path.parent}")
    kept, rows = Journal(journal), []
    for impostor in _chosen(algorithms, kinds):
        found = kept.rows.get((impostor.kind, impostor.id))
        if not found:
            found = (first if quick else row)(impostor)
            kept.add(found)
        rows.append(found)
        _show(found)
    _sum_up(rows)
    _write(output, {"format": "1.0.0", "impostors": [asdict(each) for each in rows]}, f"{len(rows)} rows")
    _write(by_kind, summary(rows), f"{len(rows)} impostors")
    return 1 if any(not each.naming for each in rows) else 0


def _chosen(algorithms: Sequence[str], kinds: Sequence[str]) -> list[Wrong]:
    every = list(impostors(algorithms or tuple(names())))
    known = list(dict.fromkeys(i.kind for i in every))
    for kind in kinds:
        if kind not in known:
            raise UnknownName("kind", kind, known)
    return [impostor for impostor in every if not kinds or impostor.kind in kinds]


def _write(path: Path | None, document: dict[str, Any], told: str) -> None:
    if path:
        write_whole(path, encode(document))
        click.echo(f"{path}: {told}")


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
