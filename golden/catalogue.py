"""All cases, found in the modules of `golden.cases`: one module an algorithm, each with `CASES`."""

import importlib
from functools import cache

from goldstep.reference import registry
from goldstep.reference.errors import UnknownName
from goldstep.reference.trajectory import Case


@cache
def of_algorithm(name: str) -> tuple[Case, ...]:
    """The cases of one algorithm, in the order of its module."""
    if name not in registry.names():
        raise UnknownName("algorithm", name, registry.names())
    cases: list[Case] = importlib.import_module(f"goldstep.golden.cases.{name}").CASES
    assert len({case.id for case in cases}) == len(cases), f"two cases of {name} share an id"
    return tuple(cases)


def all_cases() -> list[Case]:
    return [case for name in registry.names() for case in of_algorithm(name)]


def select(names: tuple[str, ...]) -> list[Case]:
    """The cases that `names` mean, each a case id or an algorithm; all of them for no names."""
    if not names:
        return all_cases()
    by_id = {case.id: case for case in all_cases()}
    chosen: dict[str, Case] = {}
    for name in names:
        matching = {i: c for i, c in by_id.items() if name in (i, c.algorithm)}
        if not matching:
            raise UnknownName("case or algorithm", name, [*by_id, *registry.names()])
        chosen |= matching
    return list(chosen.values())
