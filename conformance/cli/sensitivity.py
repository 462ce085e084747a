"""`goldstep sensitivity`: how small an error of the learning rate is convicted."""

from pathlib import Path

import click

from goldstep.conformance.checks import CHECKS
from goldstep.conformance.cli import completing
from goldstep.conformance.sensitivity import ALL, DTYPES_SHOWN, SHOWN, Measured, Threshold, known, measure, record
from goldstep.golden.store import encode, write_whole
from goldstep.reference.arithmetics.dtypes import DTYPES
from goldstep.reference.errors import GoldstepError


@click.command()
@click.argument("algorithms", nargs=-1, metavar="[ALGORITHM]...", shell_complete=completing.algorithms)
@click.option("--dtype", "dtypes", multiple=True, type=click.Choice(DTYPES_SHOWN), help="Only this dtype; repeatable.")
@click.option(
    "--check",
    "checks",
    multiple=True,
    type=click.Choice([*(check.name for check in CHECKS), ALL]),
    metavar="C",
    help="Only this check, or `all`, the least that any has; repeatable.",
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write what is measured to this JSON file."
)
def command(algorithms: tuple[str, ...], dtypes: tuple[str, ...], checks: tuple[str, ...], output: Path | None) -> int:
    """Measure the smallest error of the learning rate that is convicted, for all optimizers or for those named.

    A correct backend is judged whose learning rate is 1 + k u times the given one, u being the unit roundoff of the
    dtype. The least power of two that is convicted is found for k by bisection, up to an error of 100 %.
    """
    if output and not output.parent.is_dir():
        raise GoldstepError(f"there is no folder {output.parent}")
    found = []
    for name in algorithms or known():
        for dtype in dtypes or DTYPES_SHOWN:
            found.append(measure(name, dtype, checks or (*SHOWN, ALL)))
            click.echo(_line(found[-1]))
    if output:
        write_whole(output, encode(record(found)))
        click.echo(f"{output}: {len(found)} rows")
    return 0


def _line(measured: Measured) -> str:
    u = DTYPES[measured.dtype].roundoff
    parts = [f"{check} {_threshold(t, u)}" for check, t in measured.thresholds.items()]
    return f"{measured.algorithm:<18} {measured.dtype:<9} {', '.join(parts)}"


def _threshold(t: Threshold, u: float) -> str:
    if not t.judged:
        return "untested"
    return "none" if t.exponent is None else f"{2**t.exponent} u = {2**t.exponent * u:.1g}"
