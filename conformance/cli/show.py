"""`goldstep show`: an algorithm with all that it is called, or a clause with its impostors."""

import json
import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

import click

from goldstep.conformance.cli import completing
from goldstep.conformance.cli.letters import letters, plain
from goldstep.conformance.impostors.impostor import Impostor, all_impostors
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Hyper
from goldstep.reference.errors import UnknownName
from goldstep.spec.clauses import Clause, clause, clauses

_NARROWEST, _WIDEST = 40, 120


@click.command()
@click.argument("name", metavar="NAME", shell_complete=completing.named)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(name: str, as_json: bool) -> int:
    """Show an algorithm, such as adamw: its hyperparameters, state variables, variants and clauses.

    Or a clause, such as ADAMW-3: its sentence, its page, and the impostors that break it.
    """
    is_algorithm = name in registry.names()
    if not (is_algorithm or name[-1:].isdigit() or name.upper() in clauses()):  # a clause ends with its number
        raise UnknownName("algorithm or clause", name, [*registry.names(), *clauses()])
    if as_json:
        found = described(registry.get(name)) if is_algorithm else _clause_described(clause(name.upper()))
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return 0
    for line in _algorithm(registry.get(name)) if is_algorithm else _clause(clause(name.upper())):
        click.echo(line)
    return 0


def _clause(found: Clause) -> Iterator[str]:
    yield f"{found.id}  {found.text}\n\npage: {found.url}"
    for impostor in _breaking(found):
        yield f"broken by {impostor.id}: {impostor.wrong} ({impostor.source})"


def _breaking(found: Clause) -> list[Impostor]:
    return [impostor for impostor in all_impostors() if impostor.clause == found.id]


def _clause_described(found: Clause) -> dict[str, Any]:
    broken = [{"id": x.id, "wrong": x.wrong, "source": x.source} for x in _breaking(found)]
    return {"id": found.id, "text": found.text, "page": found.url, "broken_by": broken}


def described(algorithm: Algorithm) -> dict[str, Any]:
    """An algorithm for programs: names as adapters use them, texts as the pages have them."""
    family = registry.family(algorithm.name)
    return {
        "name": algorithm.name,
        "title": algorithm.title,
        "family": family,
        "hyperparameters": [
            {
                "name": x.name,
                "latex": x.latex,
                "domain": x.domain.text,
                "meaning": x.meaning,
                "neutral": None if x.neutral is None else float(x.neutral),
            }
            for x in algorithm.hypers
        ],
        "state": [
            {"name": x.name, "latex": x.latex, "meaning": x.meaning, "when": dict(x.when)} for x in algorithm.slots
        ],
        "switches": {name: list(settings) for name, settings in algorithm.switches.items()},
        "variants": [
            {"name": x.name, "source": x.source, "defaults": dict(x.defaults), "switches": dict(x.switches)}
            for x in algorithm.variants
        ],
        "clauses": [{"id": x.id, "text": x.text, "page": x.url} for x in _clauses_of(algorithm)],
    }


def _clauses_of(algorithm: Algorithm) -> list[Clause]:
    page = f"{registry.family(algorithm.name)}/{algorithm.name}"
    return [found for found in clauses().values() if found.page == page]


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
    for found in _clauses_of(algorithm):
        yield from _item(found.id, plain(found.text))


def _about(hyper: Hyper) -> str:
    neutral = f"; without effect at {float(hyper.neutral):g}" if hyper.neutral is not None else ""
    return f"{plain(hyper.meaning)}, in {hyper.domain.text}{neutral}"


def _item(name: str, text: str) -> list[str]:
    width = min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)
    return textwrap.wrap(f"{name:<14} {text}", width, initial_indent="  ", subsequent_indent=" " * 17)
