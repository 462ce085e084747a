"""`goldstep convert`: a run of one framework continued in another."""

import sys
from contextlib import redirect_stdout

import click

from goldstep.conformance.conversion.conversion import convert
from goldstep.reference.errors import GoldstepError

CONVERTED, DEPARTS = 0, 1


@click.command(epilog="Exit codes: 0 the next steps are the same, 1 they depart, 2 usage, or what cannot be converted.")
@click.argument("source")
@click.argument("target")
@click.option("--algorithm", required=True, metavar="A[@V]", help="What the run is, of SOURCE: adamw@pytorch-2.13.")
@click.option("--as", "goes_on", metavar="A[@V]", default="", help="What it goes on as, of TARGET.")
@click.option("--from", "old", type=click.Path(), help="A checkpoint of SOURCE.")
@click.option("--to", "new", type=click.Path(), help="The checkpoint of TARGET that is written.")
@click.option("--hyper", "hypers", multiple=True, metavar="H=X", help="A hyperparameter of the run; repeatable.")
def command(
    source: str, target: str, algorithm: str, goes_on: str, old: str | None, new: str | None, hypers: tuple[str, ...]
) -> int:
    """Continue a run of SOURCE in TARGET: torch, optax, keras or keras-torch.

    Says under which hyperparameters both are equal, tries it on a golden, and judges the next steps of TARGET by what
    SOURCE would have computed. With --from and --to a checkpoint is converted.
    """
    if bool(old) != bool(new):
        raise click.UsageError("--from and --to go together: the checkpoint that there is, and the one to write")
    with redirect_stdout(sys.stderr):
        made = convert(source, target, algorithm, goes_on=goes_on, old=old, new=new, hyper=dict(map(_hyper, hypers)))
    click.echo(str(made))
    return CONVERTED if made.passed else DEPARTS


def _hyper(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise GoldstepError(f"--hyper {text!r} is not of the form NAME=NUMBER, such as --hyper lr=0.001") from None
