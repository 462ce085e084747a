"""`goldstep list`: what there is. Each kind imports what it lists, so that no other waits for it."""

from collections.abc import Iterator

import click

from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm

KINDS = ("algorithms", "cases", "checks", "clauses", "backends")


@click.command()
@click.argument("kind", type=click.Choice(KINDS), default="algorithms")
def command(kind: str) -> int:
    """List algorithms with their variants, cases, checks, clauses or backends."""
    for line in {
        "algorithms": _algorithms,
        "cases": _cases,
        "checks": _checks,
        "clauses": _clauses,
        "backends": _backends,
    }[kind]():
        click.echo(line)
    return 0


def _algorithms() -> Iterator[str]:
    for family in registry.FAMILIES:
        yield f"{family}:"
        for name in registry.of_family(family):
            algorithm = registry.get(name)
            yield f"{name:<12} {algorithm.title}"
            for names, source in _variants(algorithm):
                yield f"    {names:<44} {source}"


def _variants(algorithm: Algorithm) -> list[tuple[str, str]]:
    return [(variant.name, variant.source) for variant in algorithm.variants]


def _cases() -> Iterator[str]:
    from goldstep.golden.catalogue import all_cases

    for case in all_cases():
        yield f"{case.id:<48} {case.about}"


def _checks() -> Iterator[str]:
    from goldstep.conformance.checks import CHECKS

    for check in CHECKS:
        yield f"{check.name:<16} {check.about}"


def _clauses() -> Iterator[str]:
    from goldstep.spec.clauses import clauses

    for clause in clauses().values():
        yield f"{clause.id:<12} {clause.text}"


def _backends() -> Iterator[str]:
    import importlib.util
    import shutil

    from goldstep.adapters.loading import BUILT_IN

    for name in BUILT_IN:
        package = name.replace("-", "_")
        state = "installed" if importlib.util.find_spec(package) else f"pip install 'goldstep[{name}]'"
        if name == "rust":
            state = "built by cargo when asked for" if shutil.which("cargo") else "needs cargo, see https://rustup.rs"
        yield f"{name:<12} {state}"
    yield "torch:Class  a class of optimizers or schedulers without an adapter, with --as ALGORITHM"
    yield "optax:function  what makes a transformation or a schedule, with --as ALGORITHM"
    yield "module:Attr  a class of your own, found from the current folder"
    yield "native:LIBRARY  a shared library with the C interface of adapters/native/goldstep.h"
    yield "cmd:COMMAND  a process that answers in JSON lines"
