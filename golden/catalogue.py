"""All cases, found in the modules of `golden.cases`: one module an algorithm, each with `CASES`."""

import importlib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from goldstep.reference import registry
from goldstep.reference.algorithm import Variant
from goldstep.reference.errors import UnknownName
from goldstep.reference.switched import is_switched
from goldstep.reference.trajectory import Case


@cache
def of_algorithm(name: str) -> tuple[Case, ...]:
    """The cases of one algorithm, in the order of its module."""
    if name not in registry.names():
        raise UnknownName("algorithm", name, registry.names())
    cases: list[Case] = importlib.import_module(f"goldstep.golden.cases.{name}").CASES
    assert len({case.id for case in cases}) == len(cases), f"two cases of {name} share an id"
    return tuple(cases)


@cache
def of_settings(algorithm: str, variant: str) -> tuple[Case, ...]:
    """The cases of a variant that is called by its settings: all inputs of the algorithm, as this variant.

    No golden file has them. Where a case lacks a hyperparameter of the variant, it has the value of another case.
    """
    wanted = registry.get(algorithm).variant(variant)
    of_any = {name: value for case in reversed(of_algorithm(algorithm)) for name, value in case.hyper.items()}
    unknown = wanted.defaults.keys() - of_any.keys()
    assert not unknown, f"no case of {algorithm} has {', '.join(sorted(unknown))}"
    cases = {case.name: case for case in reversed(of_algorithm(algorithm))}
    return tuple(_as(wanted, case, of_any) for case in reversed(cases.values()))


def _as(variant: Variant, case: Case, of_any: Mapping[str, Fraction]) -> Case:
    def own(hyper: Mapping[str, Fraction]) -> dict[str, Fraction]:
        return {name: value for name, value in hyper.items() if name in variant.defaults}

    hyper = {name: case.hyper.get(name, of_any[name]) for name in variant.defaults}
    changes = {t: new for t, given in case.changes.items() if (new := own(given))}
    groups = tuple(map(own, case.groups))
    return replace(case, variant=variant.name, hyper=hyper, changes=changes, groups=groups if any(groups) else ())


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


def case(case_id: str) -> Case:
    """The case with this id, whose variant may be called by its settings; raises UnknownName."""
    algorithm, _, variant = case_id.partition("/")[0], *case_id.rpartition("@")[1:]
    known = of_settings(algorithm, variant) if is_switched(variant) else all_cases()
    found = {case.id: case for case in known}
    if case_id not in found:
        raise UnknownName("case", case_id, found)
    return found[case_id]
