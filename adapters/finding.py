"""Finding the module of a user's adapter: it may lie in the current folder, which must hide nothing of Python's."""

import importlib
import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType


def module_of(name: str) -> ModuleType:
    """Import a module; its first part is looked for in the current folder first.

    What that module imports may lie there, too, before what is installed but after the standard library: a `queue.py`
    that lies about is not what a framework means. Raises whatever the module raises.
    """
    try:
        here = os.getcwd()
    except OSError:  # a folder that is gone holds nothing
        return importlib.import_module(name)
    if here not in sys.path and "" not in sys.path:
        sys.path.insert(_after_python(), here)
    _import_from(here, name.partition(".")[0])
    return importlib.import_module(name)


def _after_python() -> int:
    """The place in `sys.path` after the standard library."""
    library = os.path.dirname(os.__file__)
    own = [k for k, path in enumerate(sys.path) if path in (library, os.path.join(library, "lib-dynload"))]
    return max(own, default=-1) + 1


def _import_from(folder: str, name: str) -> None:
    spec = None if name in sys.modules else PathFinder.find_spec(name, [folder])
    if spec is None or spec.loader is None:
        return
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
