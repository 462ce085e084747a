"""`goldstep explain`: every quantity of a step, worked out."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import click

from goldstep.conformance.cli import completing
from goldstep.conformance.explained import cases_of
from goldstep.golden.departures import departures
from goldstep.golden.numbers import certified
from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.formula import equations
from goldstep.reference.errors import UnknownName
from goldstep.reference.reading import Recorder
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, Moment, follow

BITS = 512
SHOWN = 8  # elements of a row


@click.command()
@click.argument("id", metavar="CASE|RESULT", shell_complete=completing.cases)
@click.option("--step", "steps", type=int, multiple=True, metavar="N", help="Only this step; repeatable.")
@click.option("--input", "inputs", multiple=True, metavar="NAME", help="Only this input of a result; repeatable.")
@click.option("--adapter", metavar="ADAPTER", help="Whose result it is: its inputs follow what the adapter declares.")
def command(id: str, steps: tuple[int, ...], inputs: tuple[str, ...], adapter: str | None) -> int:
    """Work out step by step: inputs, formulas, and the value of every quantity.

    What is worked out is a golden case, such as adam/spike@paper, or what a result of a report was judged on, such as
    life/adam/f64/edges@paper.
    """
    cases = cases_of(id, adapter)
    chosen = [case for case in cases if not inputs or case.name in inputs]
    if not chosen:
        raise UnknownName(f"input of {id}", inputs[0], [case.name for case in cases])
    unknown = set(steps) - {t for case in chosen for t in case.steps}
    if unknown:
        first, last = (end(t for case in chosen for t in (case.steps[0], case.steps[-1])) for end in (min, max))
        raise click.UsageError(f"{id} has steps {first} to {last}, not {min(unknown)}")
    _formulas(chosen[0])
    for case in chosen:
        _explain(case, steps)
    return 0


def _formulas(case: Case) -> None:
    algorithm = get(case.algorithm)
    click.echo(f"{algorithm.title}, variant {case.variant}\n")
    for equation in equations(algorithm, algorithm.variant(case.variant)):
        click.echo(f"  {equation.clause:<12} {equation.latex}   [{equation.stage}]")


def _explain(case: Case, steps: Sequence[int]) -> None:
    click.echo(f"\n{case.id}{': ' if case.about else ''}{case.about}")
    for departure in departures(case.id):
        click.echo(f"\n  {departure}")
    with Arb(BITS, strict=False) as arb:
        before = [[float(x) for x in theta] for theta in case.params]
        for moment in follow(case, arb):
            if not steps or moment.t in steps:
                _step(case, moment, arb, before)
            before = [[float(x.mid()) for x in state["theta"]] for state in moment.states]


def _step(case: Case, moment: Moment, arb: Arb, before: list[list[float]]) -> None:
    hyper = ", ".join(f"{name} = {float(value)!r}" for name, value in case.given_at(moment.t).items())
    click.echo(f"\nstep {moment.t}: {hyper}")
    own = bool(case.groups or case.absent)  # coefficients: of a group, or of a count
    if not own:
        _quantities(moment.coefficients[0], arb)
    for i, q in enumerate(moment.quantities):
        click.echo(f"  parameter {i}, shape {case.shapes[i]}")
        if case.groups:
            hyper = ", ".join(f"{name} = {float(value)!r}" for name, value in case.groups[i].items())
            click.echo(f"    with its own {hyper or 'nothing'}")
        if (moment.t, i) in case.absent:
            click.echo("    no gradient: it stays as it is")
            continue
        if own:
            _quantities(moment.coefficients[i], arb, indent="    ")
        click.echo(f"    {'theta before':<16} {_row([repr(x) for x in before[i]])}")
        click.echo(f"    {'gradient':<16} {_row([repr(x) for x in case.float_gradient(moment.t)[i]])}")
        _quantities(q, arb, indent="    ")


def _quantities(q: Recorder, arb: Arb, indent: str = "  ") -> None:
    for name, value in q.values.items():
        values = value if hasattr(value, "items") else [value]
        click.echo(f"{indent}{name:<16} {_row([_decimal(arb, x) for x in values])}   {q.clauses[name]}")


def _row(texts: Sequence[str]) -> str:
    """The first elements, as many as anybody reads."""
    more = [] if len(texts) <= SHOWN else [f"... {len(texts)} elements"]
    return "  ".join([*texts[:SHOWN], *more])


def _decimal(arb: Arb, x: Any) -> str:
    """At most 17 significant digits, which a float64 needs to be told from its neighbours."""
    try:
        decimal = certified(*arb.enclosure(x))
    except Undecided:  # 0 / 0, or a sum of which nothing is left
        middle = float(x.mid())
        return f"{middle:.17g}" if isfinite(middle) else "undefined"
    return decimal if len(decimal.partition("e")[0]) <= 20 else f"{float(decimal):.17g}"
