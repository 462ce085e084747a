"""`goldstep plot`: learning rates of schedules and backends over each other; paths of optimizers; margins of a run."""

from collections.abc import Iterator
from pathlib import Path

import click

from goldstep.adapters.contract import Unsupported
from goldstep.adapters.loading import Backend, load
from goldstep.conformance.cli import completing
from goldstep.conformance.drive import drive
from goldstep.conformance.reporting import margins
from goldstep.conformance.run_reader import read
from goldstep.conformance.subject import Subject
from goldstep.golden.files import check_writable, write_whole
from goldstep.reference.errors import GoldstepError
from goldstep.reference.trajectory import Case
from goldstep.spec.descents import PICTURES
from goldstep.spec.drawing import Curve, Picture
from goldstep.spec.plots import cases_of, check_known, picture, reference_curves


def _settings(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise click.BadParameter(f"{text!r} is not of the form NAME=NUMBER") from None
    return found


@click.command()
@click.argument(
    "names", metavar="SCHEDULE...|PICTURE|RUN.jsonl", nargs=-1, required=True, shell_complete=completing.variants
)
@click.option(
    "--backend", "backends", multiple=True, metavar="NAME", help="Mark what this backend computes; repeatable."
)
@click.option(
    "--steps", type=click.IntRange(1, 100_000), metavar="N", help="So many steps; default: as its golden has."
)
@click.option(
    "--set", "hyper", multiple=True, metavar="NAME=NUMBER", callback=_settings, help="A hyperparameter's value."
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default="schedules.svg",
    show_default=True,
    help="The SVG file to write; with a name in .csv its numbers.",
)
def command(
    names: tuple[str, ...], backends: tuple[str, ...], steps: int | None, hyper: dict[str, float], output: Path
) -> int:
    """Draw the learning rates of SCHEDULEs, each NAME or NAME@VARIANT, as `goldstep list` has them.

    Variants with the same course share a line. Values that are not set are those of the schedule's first golden.
    A PICTURE has optimizers: reddi and adopt, the counterexamples of these papers; ablation, what ADOPT needs of its
    changes; ravine, their paths; convergence. Of a run file it is what each algorithm used of its budgets.
    """
    if not output.parent.is_dir():
        raise GoldstepError(f"there is no folder {output.parent}")
    check_writable(output)
    runs = [name for name in names if name.endswith(".jsonl")]
    if not runs and PICTURES.keys().isdisjoint(names):
        drawn, told = _schedules(names, backends, steps, hyper)
    elif len(names) > 1 or backends or steps or hyper:
        raise click.UsageError(f"{', '.join(PICTURES)} and a run file stand alone, without options but --output")
    elif runs:
        drawn, told = _run(names[0])
    else:
        drawn = PICTURES[names[0]]()
        told = f"{len(drawn.curves)} optimizers"
    text = drawn.csv() if output.suffix == ".csv" else drawn.svg()
    write_whole(output, text.encode())
    click.echo(f"{output}: {told}")
    return 0


def _run(path: str) -> tuple[Picture, str]:
    """The picture of a run, and what it has."""
    header, results, _ = read(path)
    drawn = margins.picture(header, results, path)
    return drawn, f"{sum(len(curve.y) for curve in drawn.curves)} margins of {len(drawn.names)} algorithms"


def _schedules(
    names: tuple[str, ...], backends: tuple[str, ...], steps: int | None, hyper: dict[str, float]
) -> tuple[Picture, str]:
    """The picture of schedules, and what it has."""
    cases = [case for name in names for case in cases_of(name, hyper, steps)]
    check_known(names, hyper)
    curves = reference_curves(cases)
    loaded = [load(name) for name in backends]
    computed = [curve for backend in loaded for case in cases for curve in _computed(backend, case)]
    if backends and not computed:
        raise GoldstepError(f"{', '.join(backends)}: none of these variants is there")
    told = f"{len(curves)} courses of {len(cases)} variants, {len(computed)} of backends"
    return picture([*curves, *computed]), told


def _computed(backend: Backend, case: Case) -> Iterator[Curve]:
    """The course of the backend, if it has the variant."""
    if case.variant not in backend.info.algorithms.get(case.algorithm, ()):
        return
    subject = Subject(backend, case.algorithm, case.variant, "float64", backend.info.modes[0])
    try:
        trace = drive(subject, case)
    except Unsupported as reason:
        click.echo(f"{backend.name}: no {case.algorithm} {case.variant}: {reason}", err=True)
        return
    rates = tuple(float(state["theta"][0][0]) for state in trace.after)
    yield Curve(f"{backend.name} computes {case.algorithm} {case.variant}", rates, computed=True)
