"""`goldstep history`: one backend over the releases of its package, and the release in which a verdict changed."""

import tempfile
from pathlib import Path

import click

from goldstep.conformance import releases as environments
from goldstep.conformance.cli import completing
from goldstep.golden.files import check_writable
from goldstep.reference.errors import GoldstepError

WORSE, BROKEN = 1, 2


@click.command(
    epilog="Exit codes: 0 no cell is worse than in the release before; 1 one is; 2 usage, or a release that could not "
    "be installed or judged. The run files stay: goldstep report FOLDER/*.jsonl -o all.html shows them as a page."
)
@click.argument("adapter", metavar="ADAPTER", shell_complete=completing.backends)
@click.argument("options", metavar="[-- OPTIONS OF CHECK]", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--release",
    "releases",
    multiple=True,
    required=True,
    metavar="REQUIREMENT",
    help="What pip is to install, the oldest first, such as optax==0.2.6 or 'optax==0.2.5 jax<0.8'; repeatable.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default="history",
    show_default=True,
    help="Where the run files go.",
)
@click.option("--full", is_flag=True, help="A row for each algorithm, also where nothing changed.")
def command(adapter: str, options: tuple[str, ...], releases: tuple[str, ...], folder: Path, full: bool) -> int:
    """Judge ADAPTER with each release of its package, and show in which of them a verdict changed.

    Each release is installed by pip into an environment of its own, which is removed again; what is installed here
    stays as it is, and is what a release finds besides itself.

    goldstep history optax --release optax==0.2.6 --release optax==0.2.8 -- --algorithm adamw -n 2
    """
    from goldstep.conformance.reporting.releases import steps, told
    from goldstep.conformance.reporting.standings import read

    if len(set(releases)) < len(releases):
        raise click.UsageError("a release is given twice")
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / environments.file_name(number, release) for number, release in enumerate(releases, 1)]
    for file in files:
        check_writable(str(file))
    judged = [
        str(file) for file, release in zip(files, releases, strict=True) if _judged(adapter, options, release, file)
    ]
    runs = read(judged)
    changed = steps(runs)
    click.echo(told(runs, changed, full=full) if runs else "no release could be judged\n", nl=False)
    if len(judged) < len(releases):
        return BROKEN
    return WORSE if any(change.kind == "worse" for step in changed for change in step) else 0


def _judged(adapter: str, options: tuple[str, ...], release: str, file: Path) -> bool:
    """Whether there is a run file of a release now; what goes wrong with one is said, and the next is tried."""
    try:
        with tempfile.TemporaryDirectory(prefix="goldstep-") as place:
            click.echo(f"{release}: installing", err=True)
            python = environments.install(Path(place) / "environment", release)
            click.echo(f"{release}: judging", err=True)
            environments.judge(python, adapter, file, options)
    except GoldstepError as error:
        click.echo(f"error: {release}: {error}", err=True)
        return False
    return True
