"""`goldstep explain`: every quantity of a step, worked out."""

import click

from goldstep.golden.catalogue import case as find
from goldstep.golden.departures import departures
from goldstep.golden.numbers import certified
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.formula import equations
from goldstep.reference.reading import Recorder
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, Moment, follow


@click.command()
@click.argument("case_id", metavar="CASE")
@click.option("--step", "steps", type=int, multiple=True, metavar="N", help="Only this step; repeatable.")
def command(case_id: str, steps: tuple[int, ...]) -> int:
    """Work out a golden case step by step: inputs, formulas, and the value of every quantity."""
    case = find(case_id)
    unknown = set(steps) - set(case.steps)
    if unknown:
        raise click.UsageError(f"{case.id} has steps 1 to {case.steps[-1]}, not {min(unknown)}")
    click.echo(f"{case.id}: {case.about}\n{get(case.algorithm).title}, variant {case.variant}\n")
    for departure in departures(case.id):
        click.echo(f"  {departure}\n")
    for equation in equations(get(case.algorithm), get(case.algorithm).variant(case.variant)):
        click.echo(f"  {equation.clause:<12} {equation.latex}   [{equation.stage}]")
    with Arb() as arb:
        before = [[float(x) for x in theta] for theta in case.params]
        for moment in follow(case, arb):
            if not steps or moment.t in steps:
                _step(case, moment, arb, before)
            before = [[float(x.mid()) for x in state["theta"]] for state in moment.states]
    return 0


def _step(case: Case, moment: Moment, arb: Arb, before: list[list[float]]) -> None:
    hyper = ", ".join(f"{name} = {float(value)!r}" for name, value in case.given_at(moment.t).items())
    click.echo(f"\nstep {moment.t}: {hyper}")
    if not case.groups:
        _quantities(moment.coefficients[0], arb)
    for i, q in enumerate(moment.quantities):
        click.echo(f"  parameter {i}, shape {case.shapes[i]}")
        if case.groups:
            own = ", ".join(f"{name} = {float(value)!r}" for name, value in case.groups[i].items())
            click.echo(f"    with its own {own or 'nothing'}")
            _quantities(moment.coefficients[i], arb, indent="    ")
        click.echo(f"    {'theta before':<16} {_row(before[i])}")
        click.echo(f"    {'gradient':<16} {_row(case.float_gradient(moment.t)[i])}")
        _quantities(q, arb, indent="    ")


def _quantities(q: Recorder, arb: Arb, indent: str = "  ") -> None:
    for name, value in q.values.items():
        values = value if hasattr(value, "items") else [value]
        decimals = "  ".join(_short(certified(*arb.enclosure(x))) for x in values)
        click.echo(f"{indent}{name:<16} {decimals}   {q.clauses[name]}")


def _row(values: list[float]) -> str:
    return "  ".join(repr(x) for x in values)


def _short(decimal: str) -> str:
    """At most 17 significant digits, which a float64 needs to be told from its neighbours."""
    return decimal if len(decimal.partition("e")[0]) <= 20 else f"{float(decimal):.17g}"
