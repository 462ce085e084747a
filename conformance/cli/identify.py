"""`goldstep identify`: what something without an adapter is, and what it comes nearest to."""

import json
import sys
from contextlib import redirect_stdout

import click

from goldstep.adapters.loading import Door
from goldstep.adapters.open.asked import asked
from goldstep.conformance.api import quiet
from goldstep.conformance.identity.recognise import identify

RECOGNISED, UNKNOWN = 0, 1


@click.command(epilog="Exit codes: 0 it is a variant that is known, 1 it is none, 2 usage or what cannot be run.")
@click.argument("target", metavar="TARGET")
@click.option("--map", "names", multiple=True, metavar="H=ARG", help="Hyperparameter H is this argument; repeatable.")
@click.option("--set", "flags", multiple=True, metavar="ARG=X", help="A further argument of it; repeatable.")
@click.option("--contract", multiple=True, metavar="P=X", help="Where it rounds: coefficients=single; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    target: str, names: tuple[str, ...], flags: tuple[str, ...], contract: tuple[str, ...], as_json: bool
) -> int:
    """Find out what TARGET is: torch:mypkg.optim.MyAdamW, torch:file.py:MyAdamW, optax:mypkg.my_transform.

    Every variant of every algorithm of its family is tried on a few steps, and those that agree are judged by their
    goldens. Where none conforms, the nearest is named, the first value in which they part, and what explains it.
    """
    with redirect_stdout(sys.stderr), quiet():
        found = identify(Door(target, asked("", names, flags, contract)))
    click.echo(json.dumps(found.as_json, indent=1, default=str) if as_json else found.text)
    return RECOGNISED if found.recognised else UNKNOWN
