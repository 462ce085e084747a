"""From the name of an adapter to a backend whose failures are told apart from the optimizer's."""

import importlib
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from goldstep.adapters.contract import AdapterError, Info, Unsupported
from goldstep.adapters.declared import taken_down
from goldstep.adapters.doors import OPEN, of_optimizers, opens, shown
from goldstep.adapters.finding import module_of
from goldstep.adapters.guarded import guarded
from goldstep.adapters.open import target
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.opening import Opening
from goldstep.adapters.open.reader import Reader, opened
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.surroundings import Surroundings
from goldstep.adapters.text import class_of, told
from goldstep.reference.algorithm import Algorithm, Variant

BUILT_IN = {
    "numpy": "goldstep.adapters.numpy:Numpy",
    "torch": "goldstep.adapters.torch:Torch",
    "optax": "goldstep.adapters.optax:Optax",
    "keras": "goldstep.adapters.keras:Keras",
    "keras-torch": "goldstep.adapters.keras_torch:KerasTorch",
    "pytorch-optimizer": "goldstep.adapters.pytorch_optimizer:PytorchOptimizer",
    "tinygrad": "goldstep.adapters.tinygrad:Tinygrad",
    "mlx": "goldstep.adapters.mlx:Mlx",
    "ferrotensor": "goldstep.adapters.ferrotensor:Ferrotensor",
    "rust": "goldstep.adapters.rust:rust",
}
NEEDS = {
    "torch": "torch",
    "optax": "optax",
    "keras": "keras",
    "keras-torch": "keras",
    "pytorch-optimizer": "pytorch_optimizer",
    "tinygrad": "tinygrad",
    "mlx": "mlx",
    "ferrotensor": "ferrotensor",
}
DOORS = {"native": "goldstep.adapters.native", "cmd": "goldstep.adapters.process"}  # for what is not Python
IMPORT_SECONDS = 120.0


@dataclass(frozen=True)
class Backend:
    """A backend by the name it was asked for; `make` gives a fresh adapter for each run.

    What has no adapter of its own has an `opening`, which says what was guessed of it.
    """

    name: str
    make: Callable[[], Any]
    surroundings: Surroundings = field(default_factory=Surroundings, compare=False, repr=False)
    opening: Opening | None = field(default=None, compare=False, repr=False)

    @cached_property
    def adapter(self) -> Any:
        """What makes a fresh adapter, as the battery sees it."""
        return guarded(self.name, self.make, self.surroundings)

    @cached_property
    def info(self) -> Info:
        with broken(self.name, "info"):
            adapter = self.adapter()
            if not hasattr(adapter, "info"):
                raise AdapterError(
                    f"{self.name!r} is no adapter, for it has no info(); what has none is named after its framework, "
                    f"{next(iter(OPEN))}:{self.name}"
                )
            return self.surroundings.run(taken_down, self.name, adapter.info())

    def declared(self, algorithm: str) -> list[str]:
        """The names of the variants that are declared of an algorithm."""
        return [str(variant) for variant in self.info.algorithms[algorithm]]

    @cached_property
    def can_load(self) -> bool:
        with broken(self.name, "init"):
            return hasattr(self.adapter, "load")


def load(name: str, asked: Asked | None = None) -> Backend:
    """The backend called `name`: a built-in one, ``module:Attr``, ``native:library`` or ``cmd:command``.

    A module may be a file, ``file.py:Attr``.

    Where it is `asked` what something is, `name` is ``torch:`` and what has no adapter, and one is made of it.
    Raises AdapterError when it cannot be imported; an import that takes longer than two minutes ends the
    process with exit code 2, because Python offers no safe way to stop it.
    """
    module_name, colon, attribute = BUILT_IN.get(name, name).partition(":")
    if asked or opens(name):
        return _opened(name, asked)
    if module_name in DOORS and attribute:
        return Backend(name, importlib.import_module(DOORS[module_name]).connect(name, attribute))
    if not colon or not module_name or not attribute:
        raise AdapterError(
            f"unknown adapter {name!r}: it is neither one of {', '.join(BUILT_IN)} nor of the form module:Attr, "
            "file.py:Attr, native:library, cmd:command or torch:Class"
        )
    _check_needs(name, name)
    surroundings = Surroundings()
    with broken(name, "import"), _watchdog(name):
        if module_name.endswith(".py"):
            make = surroundings.run(target.found, name)
        else:
            make = _attribute(surroundings, name, module_name, attribute)
    if framework := of_optimizers(make):
        raise AdapterError(f"{name!r} is a class of {framework} and no adapter: goldstep check {framework}:{name}")
    return Backend(name, make, surroundings)


def _attribute(surroundings: Surroundings, name: str, module_name: str, attribute: str) -> Any:
    """What a module holds under this name. Raises AdapterError."""
    try:
        module = surroundings.run(importlib.import_module if name in BUILT_IN else module_of, module_name)
    except ModuleNotFoundError as error:
        if error.name and f"{module_name}.".startswith(f"{error.name}."):
            raise AdapterError(f"adapter {name!r}: there is no module {error.name!r}") from None
        raise
    made = surroundings.run(getattr, module, attribute, None)
    if made is None:
        file = getattr(module, "__file__", None)
        raise AdapterError(
            f"adapter {name!r}: module {module_name} has no {attribute}" + f"; it is {file}" * bool(file)
        )
    return made


def of_object(made: Any, framework: str, asked: Asked) -> "Door":
    """The door for a class or function itself. Raises AdapterError."""
    name = f"{getattr(made, '__module__', '')}:{getattr(made, '__qualname__', type(made).__qualname__)}"
    return Door(f"{framework}:{name}", asked, made)


def _opened(name: str, asked: Asked | None) -> Backend:
    """The backend that a door makes of a class or function without an adapter."""
    if asked is None or not asked.algorithm:
        raise AdapterError(
            f"{name!r} has no adapter, so say which algorithm it is: --as ALGORITHM, such as --as adamw; `goldstep "
            f"identify {name}` finds out, `goldstep list` shows all"
        )
    return Door(name, asked).opened()


class Door:
    """Something that has no adapter, read by the door of its framework in surroundings of its own.

    Its framework may be left out of the name where it shows that. Raises AdapterError where it cannot be read, and
    UnknownName for what is asked for that nobody knows.
    """

    def __init__(self, name: str, asked: Asked, made: Any = None) -> None:
        asked.check()  # before anything is imported
        self._surroundings = Surroundings()
        name = name if opens(name) else f"{self._shown_by(name)}:{name}"
        framework, _, text = name.partition(":")
        _check_needs(name, framework)
        self.name, self.asked, self._made = name, asked, made
        with broken(name, "being opened"), _watchdog(name):
            door = importlib.import_module(OPEN[framework])
            self.reader: Reader = self._surroundings.run(door.reader, text, asked, made)

    def _shown_by(self, name: str) -> str:
        """The framework of what is named without it. Raises AdapterError."""
        if name in BUILT_IN or name.partition(":")[0] in DOORS:
            raise AdapterError(
                f"{name!r} is or names an adapter, which says itself what it is; what has none is named after its "
                f"framework, such as {next(iter(OPEN))}:mypkg.MyAdamW"
            )
        with broken(name, "import"), _watchdog(name):
            made = self._surroundings.run(target.found, name)
        if hasattr(made, "info"):
            raise AdapterError(f"{name!r} is an adapter, which says itself what it is: goldstep check {name}")
        framework = shown(made)
        if not framework:
            names = " or ".join(f"{x}:{name}" for x in OPEN)
            raise AdapterError(f"{name!r} does not show its framework; say it: {names}")
        return framework

    def with_contract(self, contract: Mapping[str, Any]) -> "Door":
        """The same, of something that is declared to round elsewhere."""
        return Door(self.name, replace(self.asked, contract={**self.asked.contract, **contract}), self._made)

    def opened(self) -> Backend:
        """As what is asked for."""
        with broken(self.name, "being opened"), _watchdog(self.name):  # it is tried, too
            return self._backend(self._surroundings.run(opened, self.reader, self.asked))

    def attempt(self, algorithm: Algorithm, variant: Variant, *, quick: bool = False) -> Trial:
        """Tried as a variant. Raises AdapterError where its arguments do not fit, or where foreign code fails."""
        with broken(self.name, "being tried as %s %s", algorithm.name, variant.name):
            return self._surroundings.run(partial(self.reader.attempt, quick=quick), algorithm, variant)

    def finished(self, trial: Trial) -> Backend:
        """As what a trial took it for."""
        with broken(self.name, "being opened"), _watchdog(self.name):
            return self._backend(self._surroundings.run(self.reader.finished, trial, False))

    def _backend(self, opening: Opening) -> Backend:
        return Backend(self.name, opening.make, self._surroundings, opening)


def _check_needs(name: str, short: str) -> None:
    """Raise AdapterError where the framework is missing that a short name stands for."""
    framework = NEEDS.get(short)
    if framework and importlib.util.find_spec(framework) is None:
        raise AdapterError(f"adapter {name!r} needs {framework}: pip install 'goldstep[{short}]'")


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
        if error is None or type(error) in (AdapterError, Unsupported):
            return
        if isinstance(error, KeyboardInterrupt) and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            return
        if isinstance(error, Unsupported):
            raise Unsupported(told(error)) from error
        if isinstance(error, AdapterError):
            raise AdapterError(told(error)) from error
        doing = self._doing % self._details if self._details else self._doing
        raise AdapterError(
            f"adapter {self._name!r} raised {class_of(error)} in {doing}: {told(error)} ({where(error)})"
        ) from error


def where(error: BaseException) -> str:
    """The line of the code that raised it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "no traceback"


@contextmanager
def _watchdog(name: str, *, times: float = 1) -> Iterator[None]:
    seconds = times * IMPORT_SECONDS

    def give_up() -> None:
        sys.stderr.write(f"\nerror: importing adapter {name!r} took longer than {seconds:g} s\n")
        sys.stderr.flush()
        os._exit(2)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
