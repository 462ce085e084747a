"""`goldstep show`: an algorithm with all that it is called, or a clause with its impostors."""

import shutil
import textwrap
from collections.abc import Iterator

import click

from goldstep.conformance.cli.letters import letters, plain
from goldstep.conformance.impostors.impostor import all_impostors
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Hyper
from goldstep.reference.errors import UnknownName
from goldstep.spec.clauses import clause, clauses

_NARROWEST, _WIDEST = 40, 120


@click.command()
@click.argument("name", metavar="NAME")
def command(name: str) -> int:
    """Show an algorithm, such as adamw: its hyperparameters, state variables, variants and clauses.

    Or a clause, such as ADAMW-3: its sentence, its page, and the impostors that break it.
    """
    if name in registry.names():
        for line in _algorithm(registry.get(name)):
            click.echo(line)
        return 0
    if not name[-1:].isdigit() and name.upper() not in clauses():  # a clause ends with its number
        raise UnknownName("algorithm or clause", name, [*registry.names(), *clauses()])
    _clause(name.upper())
    return 0


def _clause(name: str) -> None:
    found = clause(name)
    click.echo(f"{found.id}  {found.text}\n\npage: {found.url}")
    for impostor in all_impostors():
        if impostor.clause == found.id:
            click.echo(f"broken by {impostor.id}: {impostor.wrong} ({impostor.source})")


def _algorithm(algorithm: Algorithm) -> Iterator[str]:
    yield f"{algorithm.title}, {algorithm.name} of the {registry.family(algorithm.name)}"
    yield "\nhyperparameters:"
    for hyper in algorithm.hypers:
        yield from _item(hyper.name, f"{letters(hyper.latex)}, {_about(hyper)}")
    yield "\nstate variables:" if algorithm.slots else "\nno state variables"
    for slot in algorithm.slots:
        only = ", ".join(f"{name} is {value}" for name, value in slot.when.items())
        yield from _item(
            slot.name, f"{letters(slot.latex)}, {plain(slot.meaning)}" + f"; only where {only}" * bool(only)
        )
    yield "\nvariants:"
    for variant in algorithm.variants:
        given = ", ".join(f"{name}" if x is None else f"{name}={x}" for name, x in variant.defaults.items())
        yield from _item(variant.name, f"{plain(variant.source)}; {given}")
    yield "\nclauses:"
    page = f"{registry.family(algorithm.name)}/{algorithm.name}"
    for found in clauses().values():
        if found.page == page:
            yield from _item(found.id, plain(found.text))


def _about(hyper: Hyper) -> str:
    neutral = f"; without effect at {float(hyper.neutral):g}" if hyper.neutral is not None else ""
    return f"{plain(hyper.meaning)}, in {hyper.domain.text}{neutral}"


def _item(name: str, text: str) -> list[str]:
    width = min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)
    return textwrap.wrap(f"{name:<14} {text}", width, initial_indent="  ", subsequent_indent=" " * 17)
