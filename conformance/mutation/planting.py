"""Puts a mutant in the place of the functions of a module that is imported already.

Other modules hold these functions under names of their own, and decorators around them; so what they run is replaced,
and not they. What adapters and JAX keep was made by the code as it was, and is forgotten. Only a process that is thrown
away afterwards should do that.
"""

import ast
import gc
import inspect
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from goldstep.conformance.mutation.mutants import Mutant, tree_of
from goldstep.reference.errors import GoldstepError

Place = tuple[str, int]  # the qualified name of a function and its first line


def source_of(module: ModuleType) -> str:
    """Raises GoldstepError where a module has no source in Python."""
    try:
        return inspect.getsource(module)
    except (OSError, TypeError) as error:
        raise GoldstepError(f"{module.__name__} has no source to mutate: {error}") from None


def plant(module: ModuleType, mutant: Mutant) -> None:
    """Let every function of the module run the mutant's code, and have its defaults."""
    tree, file = tree_of(source_of(module), mutant), str(module.__file__)
    codes = {_place(code): code for code in _within(compile(tree, file, "exec", dont_inherit=True))}
    for function in _functions(file):
        if code := codes.get(_place(function.__code__)):
            function.__code__ = code  # raises ValueError where a variable of an outer function is used no more
    _plant_defaults(tree, file)
    _forget()


def _forget() -> None:
    """Empty the caches of adapters, and that of JAX, in which compiled functions are."""
    for name, module in list(sys.modules.items()):
        if name.startswith("goldstep.adapters."):
            for value in list(vars(module).values()):
                if hasattr(type(value), "cache_clear"):
                    value.cache_clear()
    if jax := sys.modules.get("jax"):
        jax.clear_caches()


def _functions(file: str) -> Iterator[FunctionType]:
    """Every function that was defined in a file, whoever holds it."""
    held = (x for x in gc.get_objects() if type(x) is FunctionType)  # others may act when they are asked
    return (x for x in held if x.__code__.co_filename == file)


def _within(code: CodeType) -> Iterator[CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from _within(inner)


def _place(code: CodeType) -> Place:
    return code.co_qualname, code.co_firstlineno


def _plant_defaults(tree: ast.Module, file: str) -> None:
    """Give functions the literals that stand as their defaults; others keep what was made of them."""
    defined = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(x.lineno for x in node.decorator_list)])
            defined[node.name, first] = node.args
    for function in _functions(file):
        arguments = defined.get((function.__name__, function.__code__.co_firstlineno))
        if arguments and function.__defaults__:
            pairs = zip(arguments.defaults, function.__defaults__, strict=True)
            function.__defaults__ = tuple(_literal(node, value) for node, value in pairs)
        if arguments and function.__kwdefaults__:
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
                if default:
                    function.__kwdefaults__[argument.arg] = _literal(default, function.__kwdefaults__[argument.arg])


def _literal(node: ast.expr, value: Any) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return value
