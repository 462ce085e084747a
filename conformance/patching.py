"""Algorithms from changed source text: what impostors and reorderings are made of."""

import ast
import importlib
import inspect
from dataclasses import replace
from functools import cache
from types import ModuleType

from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm


def source_of(name: str) -> str:
    """The source text of an algorithm's module."""
    return inspect.getsource(importlib.import_module(registry.modules()[name]))


@cache
def compiled(name: str, source: str) -> Algorithm:
    """The algorithm that a changed source text defines."""
    module = ModuleType(f"{registry.modules()[name]}_changed")
    exec(compile(source, f"<changed source of {name}>", "exec"), module.__dict__)
    algorithm: Algorithm = module.ALGORITHM
    return algorithm


def with_function(algorithm: Algorithm, function: ast.FunctionDef) -> Algorithm:
    """An algorithm with another function for one of the same name in its module."""
    names = dict(vars(importlib.import_module(registry.modules()[algorithm.name])))
    exec(compile(ast.Module([function], []), f"<changed {function.name} of {algorithm.name}>", "exec"), names)
    changed: Algorithm = replace(algorithm, **{function.name: names[function.name]})
    return changed


def replaced(name: str, old: str, new: str) -> Algorithm:
    """The algorithm with one place of its source changed; `old` must occur exactly once."""
    source = source_of(name)
    if source.count(old) != 1:
        raise ValueError(f"{name}: {old!r} occurs {source.count(old)} times in its source")
    return compiled(name, source.replace(old, new))
