"""Finds the algorithms: every module of the family packages, each with one `ALGORITHM`."""

import importlib
import pkgutil
from functools import cache

from goldstep.reference.algorithm import Algorithm
from goldstep.reference.errors import UnknownName

FAMILIES = ("optimizers", "schedules", "averages", "transforms", "loops")


@cache
def modules() -> dict[str, str]:
    """Module name of each algorithm, by the algorithm's name, without importing it."""
    found = {}
    for family in FAMILIES:
        package = importlib.import_module(f"goldstep.reference.{family}")
        for info in pkgutil.iter_modules(package.__path__):
            found[info.name] = f"{package.__name__}.{info.name}"
    return dict(sorted(found.items()))


def names() -> list[str]:
    return list(modules())


def family(name: str) -> str:
    """The family of an algorithm, which is the folder of its page too; raises UnknownName."""
    if name not in modules():
        raise UnknownName("algorithm", name, modules())
    return modules()[name].split(".")[-2]


def of_family(name: str) -> list[str]:
    """The algorithms of a family."""
    return [algorithm for algorithm in modules() if family(algorithm) == name]


@cache
def get(name: str) -> Algorithm:
    """The algorithm called `name`; raises UnknownName with the closest names."""
    if name not in modules():
        raise UnknownName("algorithm", name, modules())
    algorithm: Algorithm = importlib.import_module(modules()[name]).ALGORITHM
    assert algorithm.name == name, f"{modules()[name]} defines {algorithm.name}"
    return algorithm
