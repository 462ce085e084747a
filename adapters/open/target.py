"""Finding what a user names that has no adapter: ``module:Name``, ``file.py:Name`` or a dotted path."""

import importlib
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.finding import module_of

_SUFFIX = ".py"


def found(text: str) -> Any:
    """What is called so. Raises AdapterError where there is no such thing, and whatever a module raises."""
    module, colon, name = text.rpartition(":")
    if module.endswith(_SUFFIX):
        return _inside(_of_file(Path(module)), name)
    if text.endswith(_SUFFIX):
        raise AdapterError(f"{text!r} names a file and nothing in it: say {text}:NAME, such as {text}:MyAdamW")
    if not all(part.isidentifier() for part in re.split("[.:]", text)) or not (colon or "." in text):
        raise AdapterError(
            f"{text!r} names nothing: it is neither module:Name nor file.py:Name nor a dotted path, mypkg.optim.MyAdamW"
        )
    return _inside(_imported(module), name) if colon else _by_dots(text)


def imported(text: str) -> tuple[list[str], str]:
    """The lines of Python that import what is called so, and its name then."""
    module, colon, name = text.rpartition(":")
    lines = []
    if module.endswith(_SUFFIX):
        path = Path(module)
        module = path.stem
        if path.parent != Path():
            lines = ["import sys", "", f"sys.path.append({str(path.absolute().parent)!r})"]
    elif not colon:
        parts = text.split(".")
        depth = next(n for n in range(len(parts) - 1, 0, -1) if ".".join(parts[:n]) in sys.modules)
        module, name = ".".join(parts[:depth]), ".".join(parts[depth:])
    first, _, rest = name.partition(".")
    return [*lines, f"from {module} import {first}"], f"{first}.{rest}" if rest else first


def _by_dots(text: str) -> Any:
    """The longest beginning that is a module, and what the rest of the path is in it."""
    parts = text.split(".")
    module, depth = _imported(parts[0]), 1
    while depth < len(parts) - 1 and not hasattr(module, parts[depth]):
        module = _imported(".".join(parts[: depth + 1]))
        depth += 1
    return _inside(module, ".".join(parts[depth:]))


def _imported(name: str) -> ModuleType:
    try:
        return module_of(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            raise AdapterError(f"there is no module {error.name!r}") from None
        raise


def _inside(holder: Any, name: str) -> Any:
    within = holder.__name__
    for part in name.split("."):
        try:
            holder = getattr(holder, part)
        except AttributeError:
            missing = f"{within} has no {part}"
            if isinstance(holder, ModuleType) and not hasattr(holder, "__path__"):
                raise AdapterError(f"{missing}; it is {getattr(holder, '__file__', 'built in')}") from None
            holder = _submodule(holder, part, missing)
        within = f"{within}.{part}"
    return holder


def _submodule(holder: Any, part: str, missing: str) -> Any:
    if not isinstance(holder, ModuleType):
        raise AdapterError(missing)
    name = f"{holder.__name__}.{part}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            raise AdapterError(missing) from None
        raise


def _of_file(path: Path) -> ModuleType:
    """The module in a file, under its own name, by which others of its folder import it too."""
    path = path.absolute()
    if not path.is_file():
        raise AdapterError(f"there is no file {str(path)!r}")
    known = sys.modules.get(path.stem)
    if known is not None and getattr(known, "__file__", None) == str(path):
        return known
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.stem.isidentifier():
        raise AdapterError(f"{path.name!r} is no name of a Python module")
    if known is not None:
        raise AdapterError(f"{path.name!r} cannot be loaded: there is another module {path.stem!r}; rename the file")
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    module = sys.modules[path.stem] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(path.stem, None)
        raise
    return module
