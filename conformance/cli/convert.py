"""`goldstep convert`: a run of one framework continued in another."""

import sys
from contextlib import redirect_stdout
from fractions import Fraction

import click

from goldstep.adapters.loading import load
from goldstep.conformance.api import quiet
from goldstep.conformance.comparing.options import options
from goldstep.conformance.conversion.files import convert_file
from goldstep.conformance.conversion.judged import Tried, subjects, tried
from goldstep.conformance.conversion.plan import Plan, planned
from goldstep.reference.errors import GoldstepError

CONVERTED, VIOLATES = 0, 1


@click.command(epilog="Exit codes: 0 the next steps conform, 1 they violate, 2 usage, or what cannot be converted.")
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
    """Continue a run of SOURCE in TARGET: torch, optax, keras, keras-torch or pytorch-optimizer.

    Says under which hyperparameters both are equal, tries the conversion on a golden, and judges the next steps of
    TARGET by the reference. With --from and --to a checkpoint is converted.
    """
    if bool(old) != bool(new):
        raise click.UsageError("--from and --to go together: the checkpoint that there is, and the one to write")
    given = dict(map(_hyper, hypers))
    with redirect_stdout(sys.stderr), quiet():
        backends = load(source), load(target)
        plan = planned(*backends, (algorithm, goes_on or algorithm.partition("@")[0]))
        first, second = subjects(*backends, plan)
        found = tried(first, second, plan)
    for line in _lines(plan, found, source, target):
        click.echo(line)
    if found.outcome.failed:
        return VIOLATES
    if old and new:
        with redirect_stdout(sys.stderr), quiet():
            told = convert_file(first, second, plan, given, old, new)
        click.echo(told)
    return CONVERTED


def _hyper(text: str) -> tuple[str, Fraction]:
    name, _, value = text.partition("=")
    try:
        return name, Fraction(float(value))
    except (ValueError, OverflowError):
        raise GoldstepError(f"--hyper {text!r} is not of the form NAME=NUMBER, such as --hyper lr=0.001") from None


def _lines(plan: Plan, found: Tried, source: str, target: str) -> list[str]:
    proof, names = plan.proof, (options(plan.one), options(plan.other))
    where = " and ".join(f"{name} = {float(x):g}" for name, x in proof.map.fixed.items())
    lines = [
        f"{source}, {plan.one.name}, goes on in {target} as {plan.other.name}",
        f"  proved: they are equal{f' where {where},' if where else ''} "
        + (f"with {', '.join(proof.map.texts)}" if proof.map.texts else "with the same hyperparameters")
        + (", which has to be set anew before each step" if proof.map.changing else ""),
    ]
    pairs = [f"{names[0].get(x, x)} -> {names[1].get(x, x)}" for x in plan.one.given if x in plan.other.given]
    lines.append(f"  hyperparameters: {', '.join(pairs)}")
    slots = [slot.name for slot in plan.other.algorithm.slots_of(plan.other.variant)]
    lines.append(f"  state: {', '.join(['theta', *slots, 't'])}{f'; {proof.state}' if proof.state else ''}")
    outcome = found.outcome
    margin = "" if outcome.margin is None else f" {outcome.margin:.2f}"
    lines.append(
        f"  after {found.before} steps in {source}, {found.after} more in {target}, in {found.dtype}: "
        f"{outcome.verdict.value}{margin}{f': {outcome.reason}' if outcome.reason else ''}"
    )
    if outcome.departure:
        lines.append(f"  first departure at step {outcome.departure.step}: {outcome.departure.quantity}")
    return lines
