"""`goldstep compare`: two variants beside each other, or all variants of an algorithm."""

import json
from collections.abc import Iterator

import click

from goldstep.conformance.cli import completing
from goldstep.conformance.cli.letters import letters
from goldstep.conformance.comparing.document import Found, pair, table
from goldstep.conformance.comparing.sides import check_comparable, side
from goldstep.conformance.reporting.text import columns
from goldstep.reference import registry


@click.command()
@click.argument("names", metavar="A@V [A@V]", nargs=-1, required=True, shell_complete=completing.variants)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(names: tuple[str, ...], as_json: bool) -> int:
    """Compare two variants, adam@pytorch-2.13 and adam@keras-3.15, or all variants of an algorithm, such as adam.

    Of two: the formulas, options and defaults that differ, how far apart the first steps are, and under which
    hyperparameters they are equal, so far as that is proved.
    """
    if len(names) > 2 or (len(names) == 1 and "@" in names[0]):
        raise click.UsageError("give two variants, such as adam@pytorch-2.13 adam@keras-3.15, or one algorithm")
    if len(names) == 1:
        found = table(registry.get(names[0]))
        lines = _table_lines(found)
    else:
        one, other = map(side, names)
        check_comparable(one, other)
        found = pair(one, other)
        lines = _pair_lines(found)
    for line in [json.dumps(found, indent=1, ensure_ascii=False)] if as_json else lines:
        click.echo(line)
    return 0


def _table_lines(found: Found) -> Iterator[str]:
    first, *_ = variants = found["variants"]
    hypers = list(dict.fromkeys(name for v in variants for name in v["defaults"]))
    heads = ["variant", *first["switches"], *hypers]
    body = [[v["name"], *v["switches"].values(), *(_default(v["defaults"], name) for name in hypers)] for v in variants]
    yield from columns([heads, *body])
    yield "\nwhat has the same words computes the same; - stands for a hyperparameter that there is not"
    for v in variants:
        yield f"  {v['name']}: {v['source']}"


def _default(defaults: dict[str, str | None], name: str) -> str:
    return "-" if name not in defaults else defaults[name] or "required"


def _pair_lines(found: Found) -> Iterator[str]:
    one, other = found["sides"]
    for s in (one, other):
        yield f"{s['name']}: {s['source']}"
    if found["formulas"]:
        yield "\nformulas that differ:"
        for formula in found["formulas"]:
            stage = "" if formula["stage"] in ("step", "coefficients") else f"  ({formula['stage']})"
            yield f"  {formula['clause']}{stage}"
            for s, text in ((one, formula["one"]), (other, formula["other"])):
                yield f"    {s['name']:<28} {letters(text) if text else '-'}"
    else:
        yield "\nthe formulas are the same"
    yield from (f"  switch {name}: {a}, {b}" for name, (a, b) in found["switches"].items())
    yield "\nhyperparameters, with option and default:"
    names = list(dict.fromkeys([*one["defaults"], *other["defaults"]]))
    yield from (
        f"  {line}" for line in columns([["", one["name"], other["name"]], *(_hyper(n, one, other) for n in names)])
    )
    yield f"\nthe first steps on {found['example']}: how far the parameters move, and are apart, at most:"
    values = ", ".join(f"{name}={value:g}" for name, value in found["same_hyperparameters"]["values"].items())
    yield from _steps(f"with the same hyperparameters ({values})", found["same_hyperparameters"]["steps"])
    yield from _steps(
        "each with its defaults, or where it has none with that of the other", found["own_defaults"]["steps"]
    )
    yield ""
    yield from _equality_lines(found["equal"], other["name"])
    yield from _refuted_lines(found["refuted"])


def _hyper(name: str, *sides: Found) -> list[str]:
    return [name, *(_option(s, name) for s in sides)]


def _option(s: Found, name: str) -> str:
    if name not in s["defaults"]:
        return "-"
    default = s["defaults"][name]
    return f"{s['options'].get(name, name)} = {default}" if default else f"{s['options'].get(name, name)}, required"


def _steps(title: str, steps: list[Found]) -> Iterator[str]:
    yield f"  {title}:"
    for step in steps:
        apart = f"{step['apart']:.3g} apart" if step["certain"] else "no difference in 256 bits"
        yield f"    step {step['step']}: moved by {step['moved']:.3g}, {apart}"


def _equality_lines(equal: Found, other: str) -> Iterator[str]:
    for kind, remark in (("constant", ""), ("changing", ", a map that changes with the step")):
        if proof := equal[kind]:
            where = " and ".join(f"{name} = {value:g}" for name, value in proof["where"].items())
            with_ = f" with {', '.join(proof['map'])} for {other}" if proof["map"] else " with the same hyperparameters"
            yield f"proved: they are equal{f' where {where},' if where else ''}{with_}{remark}"
            if proof["state"]:
                yield f"  {proof['state']}{'; so lr must not change between steps' if 'lr' in proof['state'] else ''}"
    if equal["constant"] or equal["changing"]:
        return
    if equal["unproved"]:
        where = " and ".join(f"{name} = {value:g}" for name, value in equal["unproved"]["where"].items())
        map_ = ", ".join(equal["unproved"]["map"]) or "the same hyperparameters"
        yield f"not proved: with {map_}{f' where {where}' if where else ''} the first steps of the example agree"
    yield f"no map of hyperparameters under which they are equal is known to us; {equal['tried']} were tried"


def _refuted_lines(refuted: Found | None) -> Iterator[str]:
    if not refuted:
        return
    off = "".join(f"where {name} = 0 on both sides, " for name in refuted["without"])
    values = ", ".join(f"{name}={value:g}" for name, value in refuted["at"].items())
    yield f"proved: {off}no constant hyperparameters of {refuted['no_hyperparameters_of']} give {refuted['give']}"
    yield f"  whatever its hyperparameters are, of {refuted['no_hyperparameters_of']} it is true that {refuted['law']}"
    yield f"  {refuted['give']} with {values} breaks that; it moves"
    yield from (f"    {run}: by {move:.12g}" for run, move in refuted["moves"].items())
