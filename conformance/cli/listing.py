"""`goldstep list`: what there is. Each kind imports what it lists, so that no other waits for it."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import click

from goldstep.conformance.cli import completing
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.errors import GoldstepError

KINDS = ("algorithms", "cases", "checks", "clauses", "backends")
_WIDTHS = {"cases": 48, "checks": 16, "clauses": 12, "backends": 12}
_WILD = frozenset("*?[")

Entry = dict[str, Any]


@click.command()
@click.argument("words", metavar="[KIND] [PATTERN]", nargs=-1, shell_complete=completing.kinds(KINDS))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(words: tuple[str, ...], as_json: bool) -> int:
    """List algorithms with their variants, cases, checks, clauses or backends; KIND is one of these words.

    PATTERN keeps what has this text anywhere, in any case: `list keras`, `list clauses epsilon`. With * or ? it must
    fit a whole name: `list cases "adam/*"`.
    """
    kind, patterns = (words[0], words[1:]) if words[:1] and words[0] in KINDS else ("algorithms", words)
    if len(patterns) > 1:
        raise click.UsageError(f"one PATTERN at most, after one of {', '.join(KINDS)}; got {' '.join(patterns)!r}")
    entries = list(_entries(kind, patterns[0] if patterns else ""))
    if not entries:
        raise GoldstepError(f"no {kind[:-1]} matches {patterns[0]!r}; besides {kind} there are {_others(kind)}")
    for line in [json.dumps(entries, indent=1, ensure_ascii=False)] if as_json else _lines(kind, entries):
        click.echo(line)
    return 0


def _others(kind: str) -> str:
    return ", ".join(other for other in KINDS if other != kind)


def _entries(kind: str, pattern: str) -> Iterator[Entry]:
    found = {"cases": _cases, "checks": _checks, "clauses": _clauses, "backends": _backends}
    if kind == "algorithms":
        return _algorithms(pattern)
    return (entry for entry in found[kind]() if _fits(pattern, *entry.values()))


def _fits(pattern: str, name: str, *texts: str) -> bool:
    """Whether the name has the pattern, or another text has it; one with wild cards is of whole names."""
    if _WILD & set(pattern):
        return fnmatchcase(name.lower(), pattern.lower())
    return any(pattern.lower() in text.lower() for text in (name, *texts))


def _lines(kind: str, entries: list[Entry]) -> Iterator[str]:
    if kind != "algorithms":
        for entry in entries:
            yield f"{entry.get('name', entry.get('id')):<{_WIDTHS[kind]}} {entry.get('text', '')}"
        return
    for family in dict.fromkeys(entry["family"] for entry in entries):
        yield f"{family}:"
        for entry in entries:
            if entry["family"] == family:
                yield f"{entry['name']:<12} {entry['title']}"
                yield from (f"    {x['name']:<44} {x['source']}" for x in entry["variants"])


def _algorithms(pattern: str) -> Iterator[Entry]:
    """Those that fit, with all variants; of the others the variants that do."""
    for family in registry.FAMILIES:
        for name in registry.of_family(family):
            algorithm = registry.get(name)
            whole = _fits(pattern, name, algorithm.title, family)
            variants = [x for x in _variants(algorithm) if whole or _fits(pattern, x["name"], x["source"])]
            if variants:
                yield {"name": name, "title": algorithm.title, "family": family, "variants": variants}


def _variants(algorithm: Algorithm) -> list[Entry]:
    return [{"name": x.name, "source": x.source, "defaults": dict(x.defaults)} for x in algorithm.variants]


def _cases() -> Iterator[Entry]:
    from goldstep.golden.catalogue import all_cases

    for case in all_cases():
        yield {"id": case.id, "text": case.about}


def _checks() -> Iterator[Entry]:
    from goldstep.conformance.checks import CHECKS

    for check in CHECKS:
        yield {"name": check.name, "text": check.about}


def _clauses() -> Iterator[Entry]:
    from goldstep.spec.clauses import clauses

    for clause in clauses().values():
        yield {"id": clause.id, "text": clause.text, "page": clause.url}


def _backends() -> Iterator[Entry]:
    import importlib.util
    import shutil

    from goldstep.adapters.loading import BUILT_IN, NEEDS

    for name in BUILT_IN:
        package = NEEDS.get(name, name)
        state = "installed" if importlib.util.find_spec(package) else f"pip install 'goldstep[{name}]'"
        if name == "rust":
            state = "built by cargo when asked for" if shutil.which("cargo") else "needs cargo, see https://rustup.rs"
        yield {"name": name, "text": state}
    for name, text in (
        ("torch:Class", " a class of optimizers or schedulers without an adapter, with --as ALGORITHM"),
        ("optax:function", " what makes a transformation or a schedule, with --as ALGORITHM"),
        ("keras:Class", " an optimizer or schedule of Keras without an adapter, with --as ALGORITHM"),
        ("module:Attr", " a class of your own, found from the current folder"),
        ("native:LIBRARY", " a shared library with the C interface of adapters/native/goldstep.h"),
        ("cmd:COMMAND", " a process that answers in JSON lines"),
    ):
        yield {"name": name, "text": text.strip()}
