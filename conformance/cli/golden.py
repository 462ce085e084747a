"""`goldstep golden build` and `goldstep golden check`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from goldstep.conformance.cli import completing
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.golden.build import ENGINES, build
from goldstep.golden.catalogue import all_cases, select
from goldstep.golden.files import check_writable
from goldstep.golden.power import Rival, prove
from goldstep.golden.store import FOLDER, ChangedGolden, Store, encode, first_difference
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case

_ENGINE = click.option(
    "--engine", type=click.Choice(list(ENGINES)), default="arb", show_default=True, help="Arithmetic."
)
_FOLDER = click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=FOLDER, help="Where the goldens lie."
)


@click.group()
def command() -> None:
    """Rebuild the goldens, or check that nothing moved."""


@command.command("build")
@click.argument("names", nargs=-1, metavar="[CASE|ALGORITHM]...", shell_complete=completing.algorithms)
@_ENGINE
@_FOLDER
@click.option("--replace", is_flag=True, help="Allow values to change.")
def build_(names: tuple[str, ...], engine: str, folder: Path, replace: bool) -> int:
    """Build goldens: all, or those named. Refuses to change a value unless told, and to write weak goldens."""
    cases, store = select(names), Store(folder)
    check_writable(store.index_path)
    documents = {}
    with _progress(cases, "building") as bar:
        for case in bar:
            documents[case.id] = build(case, engine)
    for name in _progress_over(sorted({case.algorithm for case in cases}), "proving"):
        prove(name, rivals(name))
    changed = sum(store.write(case_id, document, replace=replace) for case_id, document in documents.items())
    store.write_index(case.id for case in all_cases() if store.path(case.id).exists())
    click.echo(f"{len(documents)} goldens built by {engine}, {changed} changed")
    click.echo(f"digest {store.index['digest']}")
    return 0


@command.command("check")
@click.argument("names", nargs=-1, metavar="[CASE|ALGORITHM]...", shell_complete=completing.algorithms)
@_ENGINE
@_FOLDER
@click.option("--no-rebuild", is_flag=True, help="Only the hashes: a second instead of half a minute.")
def check(names: tuple[str, ...], engine: str, folder: Path, no_rebuild: bool) -> int:
    """Rebuild goldens in memory and compare them byte for byte with the files."""
    cases, store = select(names), Store(folder)
    count = store.verify()
    missing = [case.id for case in cases if case.id not in store.index["files"]]
    if missing:
        raise ChangedGolden(f"no golden for {', '.join(missing)}; run `goldstep golden build`")
    orphans = sorted(set(store.ids()) - {case.id for case in all_cases()})
    if orphans:
        raise ChangedGolden(f"no case for golden {', '.join(orphans)}")
    if no_rebuild:
        click.echo(f"{count} goldens have the hashes of the index, digest {store.index['digest']}")
        return 0
    with _progress(cases, "checking") as bar:
        for case in bar:
            old, new = store.path(case.id).read_bytes(), encode(build(case, engine))
            if old != new:
                raise ChangedGolden(f"golden {case.id} differs from its rebuild: {first_difference(old, new)}")
    click.echo(f"{len(cases)} goldens are byte for byte what {engine} builds, digest {store.index['digest']}")
    return 0


def rivals(name: str) -> list[Rival]:
    """The impostors of an algorithm, as the proof of power wants them."""
    algorithm = get(name)
    return [
        Rival(i.id, i.build(), algorithm.variant(i.variant), algorithm.variant(i.variant)) for i in of_algorithm(name)
    ]


def _progress(cases: list[Case], label: str) -> Any:
    """A bar on stderr with the case in work; nothing where stderr is no terminal."""
    return click.progressbar(cases, label=label, item_show_func=lambda case: case.id if case else "", file=sys.stderr)


def _progress_over(names: list[str], label: str) -> Iterator[str]:
    with click.progressbar(names, label=label, item_show_func=lambda n: n or "", file=sys.stderr) as bar:
        yield from bar
