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
    for refuted in found["refuted"]:
        yield from _refuted_lines(refuted)
    yield from _open_lines(found)


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
            yield f"proved: they are equal{_under(proof, other)}{remark}"
            if proof["state"]:
                yield f"  {proof['state']}{'; so lr must not change between steps' if 'lr' in proof['state'] else ''}"
    if not equal["constant"] and (span := equal["spanned"]):
        whole = " and ".join(f"each {name}" for name in span["whole"])
        over = f" for {whole} up to {span['greatest']}" if whole else ""
        yield f"proved: they are equal in steps 1 to {span['steps']}{over}{_under(span, other)}"
        yield "  beyond that it is not proved: a step in general goes by cases that have no form"
    if equal["constant"] or equal["changing"] or equal["spanned"]:
        return
    if open_ := equal["unproved"]:
        yield f"not proved: that they are equal{_under(open_, other)}; the first steps of the example agree"
        yield f"  why: {open_['why']}"
    elif near := equal["nearest"]:
        tried = equal["tried"]
        yield f"refuted: that they are equal{_under(near, other)}: the example parts them in step {near['parts_after']}"
        if tried > 1:
            yield f"  so are all {tried} maps that were tried; this one holds longest"


def _under(found: Found, other: str) -> str:
    """The values that some hyperparameters must have, and the map of the others."""
    where = " and ".join(f"{name} = {value:g}" for name, value in found["where"].items())
    told = f" with {', '.join(found['map'])} for {other}" if found["map"] else " with the same hyperparameters"
    return f"{f' where {where},' if where else ''}{told}"


def _refuted_lines(refuted: Found) -> Iterator[str]:
    off = "".join(f"where {name} = 0 on both sides, " for name in refuted["without"])
    values = ", ".join(f"{name}={value:g}" for name, value in refuted["at"].items())
    yield f"proved: {off}no constant hyperparameters of {refuted['no_hyperparameters_of']} give {refuted['give']}"
    yield f"  whatever its hyperparameters are, of {refuted['no_hyperparameters_of']} it is true that {refuted['law']}"
    yield f"  {refuted['give']} with {values} breaks that; it moves"
    yield from (f"    {run}: by {move:.12g}" for run, move in refuted["moves"].items())


def _open_lines(found: Found) -> Iterator[str]:
    other = "other " if found["equal"]["constant"] or found["equal"]["spanned"] else ""
    for open_ in found["open"]:
        beyond = "".join(f"where {name} is not 0, " for name in open_["not_zero"])
        what = f"{beyond}that some {other}constant hyperparameters of {open_['of']} give {open_['give']}"
        yield f"neither proved nor refuted: {what}"
    for why in dict.fromkeys(open_["why"] for open_ in found["open"]):
        yield f"  why: {why}"
