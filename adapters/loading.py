"""From the name of an adapter to a backend whose failures are told apart from the optimizer's."""

import importlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from goldstep.adapters.contract import AdapterError, Info
from goldstep.reference.errors import GoldstepError
from goldstep.reference.switched import name_of

BUILT_IN = {
    "numpy": "goldstep.adapters.numpy:Numpy",
    "torch": "goldstep.adapters.torch:Torch",
    "optax": "goldstep.adapters.optax:Optax",
    "pytorch-optimizer": "goldstep.adapters.pytorch_optimizer:PytorchOptimizer",
    "ferrotensor": "goldstep.adapters.ferrotensor:Ferrotensor",
    "rust": "goldstep.adapters.rust:rust",
}
_NEEDS = {"torch": "torch", "optax": "optax", "pytorch-optimizer": "pytorch_optimizer", "ferrotensor": "ferrotensor"}
DOORS = {"native": "goldstep.adapters.native", "cmd": "goldstep.adapters.process"}  # for what is not Python
IMPORT_SECONDS = 120.0


@dataclass(frozen=True)
class Backend:
    """A backend by the name it was asked for; `make` gives a fresh adapter for each run."""

    name: str
    make: Callable[[], Any]

    @cached_property
    def info(self) -> Info:
        with broken(self.name, "info"):
            info = self.make().info()
        if not isinstance(info, Info):
            raise AdapterError(f"{self.name}: info() must return goldstep.adapters.contract.Info, got {info!r}")
        info = _with_names(self.name, info)
        _check(self.name, info)
        return info

    def declared(self, algorithm: str) -> list[str]:
        """The names of the variants that are declared of an algorithm."""
        return [str(variant) for variant in self.info.algorithms[algorithm]]

    @cached_property
    def can_load(self) -> bool:
        return callable(getattr(self.make(), "load", None))


def load(name: str) -> Backend:
    """The backend called `name`: a built-in one, ``module:Attr``, ``native:library`` or ``cmd:command``.

    Raises AdapterError when it cannot be imported; an import that takes longer than two minutes ends the
    process with exit code 2, because Python offers no safe way to stop it.
    """
    target = BUILT_IN.get(name, name)
    module_name, colon, attribute = target.partition(":")
    if module_name in DOORS and attribute:
        return Backend(name, importlib.import_module(DOORS[module_name]).connect(name, attribute))
    if not colon or not module_name or not attribute:
        raise AdapterError(
            f"unknown adapter {name!r}: it is neither one of {', '.join(BUILT_IN)} nor of the form module:Attr, "
            "native:library or cmd:command"
        )
    framework = _NEEDS.get(name)
    if framework and importlib.util.find_spec(framework) is None:
        raise AdapterError(f"adapter {name!r} needs {framework}: pip install 'goldstep[{name}]'")
    if os.getcwd() not in sys.path and "" not in sys.path:
        sys.path.insert(0, os.getcwd())
    with broken(name, "import"), _watchdog(name):
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            if error.name and f"{module_name}.".startswith(f"{error.name}."):
                raise AdapterError(f"adapter {name!r}: there is no module {error.name!r}") from None
            raise
    if not hasattr(module, attribute):
        raise AdapterError(f"adapter {name!r}: module {module_name} has no {attribute}")
    return Backend(name, getattr(module, attribute))


class broken:
    """Turn any exception of foreign code into an AdapterError that says where it arose.

    Any: the panic of an extension, a cancelled coroutine, the end of a script and what pytest raises to skip are none
    of `Exception`, and say nothing of the optimizer. Only Ctrl-C is passed on, where somebody can press it. `doing` may
    hold ``%s`` for the `details`. A class, because a run enters one several times for each step.
    """

    __slots__ = ("_details", "_doing", "_name")

    def __init__(self, name: str, doing: str, *details: Any) -> None:
        self._name, self._doing, self._details = name, doing, details

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None or isinstance(error, GoldstepError):
            return
        if isinstance(error, KeyboardInterrupt) and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            return
        doing = self._doing % self._details if self._details else self._doing
        raise AdapterError(
            f"adapter {self._name!r} raised {type(error).__name__} in {doing}: {error} ({_where(error)})"
        ) from error


def _with_names(name: str, info: Info) -> Info:
    """The same with variants that are given as settings called by their names; what has the wrong form stays."""

    def named(variant: Any) -> Any:
        if not isinstance(variant, Mapping):
            return variant
        if not variant or not all(isinstance(x, str) for pair in variant.items() for x in pair):
            raise AdapterError(f"{name}: a variant by its settings must map switches to settings, got {variant!r}")
        return name_of(variant)

    def each(variants: Any) -> Any:
        listed = isinstance(variants, Collection) and not isinstance(variants, str)
        return [named(variant) for variant in variants] if listed else variants

    if not isinstance(info.algorithms, Mapping):
        return info
    return replace(info, algorithms={key: each(variants) for key, variants in info.algorithms.items()})


def _check(name: str, info: Info) -> None:
    """Refuse an Info whose fields have the wrong form, before anything walks through them."""
    mappings = ("algorithms", "contracts", "unreadable", "environment", "dtypes_of", "modes_of", "resumes")
    for field in (*mappings, "fixed", "constant", "common", "bounds"):
        if not isinstance(getattr(info, field), Mapping):
            raise AdapterError(f"{name}: info().{field} must be a mapping, got {getattr(info, field)!r}")
    lists = {f"algorithms[{key!r}]": value for key, value in info.algorithms.items()}
    lists |= {field: getattr(info, field) for field in ("dtypes", "modes", "devices", "costly")}
    for field in ("dtypes_of", "modes_of", "resumes", "constant", "common"):
        lists |= {f"{field}[{key!r}]": value for key, value in getattr(info, field).items()}
    for field, value in lists.items():
        if isinstance(value, str) or not isinstance(value, Collection) or not all(isinstance(x, str) for x in value):
            raise AdapterError(f"{name}: info().{field} must be a list of names, got {value!r}")


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "no traceback"


@contextmanager
def _watchdog(name: str) -> Iterator[None]:
    def give_up() -> None:
        sys.stderr.write(f"\nerror: importing adapter {name!r} took longer than {IMPORT_SECONDS:g} s\n")
        sys.stderr.flush()
        os._exit(2)

    timer = threading.Timer(IMPORT_SECONDS, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
