"""An adapter made of what it says of itself and of a binding for each algorithm.

A binding says how one algorithm is spelled in a framework; its `begin(setup)` starts a run, which has the verbs of an
adapter. Those that a run may lack are listed in `verbs` of the binding.
"""

import importlib
import pkgutil
import types
from collections.abc import Mapping, Sequence
from typing import Any

from goldstep.adapters.contract import Info, Setup

VERBS = ("load", "step_on", "resume", "save", "restore", "add", "gradients", "told", "micro_step", "evaluate")


def bindings_in(package: types.ModuleType) -> dict[str, Any]:
    """The binding of each algorithm that a package has a module for."""
    return {
        info.name: importlib.import_module(f"{package.__name__}.{info.name}").BINDING
        for info in pkgutil.iter_modules(package.__path__)
    }


def _forwarding(verb: str) -> Any:
    def forwarded(self: "Forwarding", *given: Any) -> Any:
        return getattr(self._run, verb)(*given)

    return forwarded


class Forwarding:
    """An adapter that hands on `verbs` to a run, which its `init` begins and keeps in `_run`."""

    _run: Any

    def __init_subclass__(cls, verbs: Sequence[str] = ()) -> None:
        super().__init_subclass__()
        for verb in verbs:
            setattr(cls, verb, _forwarding(verb))


class Bound:
    """Makes adapters, as a class of them does: an object of it is what ``module:Attr`` may name."""

    def __init__(self, info: Info, bindings: Mapping[str, Any]) -> None:
        self.info, self.bindings = info, bindings
        offered = [frozenset(binding.verbs) for binding in bindings.values()]
        common = frozenset.intersection(*offered) if offered else frozenset[str]()
        verbs = [verb for verb in VERBS if verb in common]
        self._kind = types.new_class("Adapter", (Adapter,), {"verbs": verbs}, lambda own: own.update(bound=self))

    def __call__(self) -> "Adapter":
        adapter: Adapter = self._kind()
        return adapter


class Adapter(Forwarding, verbs=("step", "state")):
    """One run of an algorithm that has a binding; the verbs that it has besides are those of all bindings."""

    bound: Bound

    def info(self) -> Info:
        return self.bound.info

    def init(self, setup: Setup) -> None:
        self._run = self.bound.bindings[setup.algorithm].begin(setup)
