"""An adapter made of what it says of itself and of a binding for each algorithm.

A binding says how one algorithm is spelled in a framework; its `begin(setup)` starts a run, which has the verbs of an
adapter. Those that a run may lack are listed in `verbs` of the binding.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from goldstep.adapters.contract import Arrays, Info, Setup

VERBS = ("load", "step_on", "resume", "save", "restore", "add", "gradients")


class Bound:
    """Makes adapters, as a class of them does: an object of it is what ``module:Attr`` may name."""

    def __init__(self, info: Info, bindings: Mapping[str, Any]) -> None:
        self.info, self.bindings = info, bindings
        offered = [frozenset(binding.verbs) for binding in bindings.values()]
        common = frozenset.intersection(*offered) if offered else frozenset[str]()
        verbs = {verb: _passing(verb) for verb in VERBS if verb in common}
        self._kind = type("Adapter", (Adapter,), {"bound": self, **verbs})

    def __call__(self) -> "Adapter":
        adapter: Adapter = self._kind()
        return adapter


class Adapter:
    """One run of an algorithm that has a binding; the verbs that it has besides are those of all bindings."""

    bound: Bound
    _run: Any

    def info(self) -> Info:
        return self.bound.info

    def init(self, setup: Setup) -> None:
        self._run = self.bound.bindings[setup.algorithm].begin(setup)

    def step(self, gradients: Arrays | Sequence[Any], hyper: Mapping[str, float]) -> None:
        self._run.step(gradients, hyper)

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._run.state()
        return state


def _passing(verb: str) -> Any:
    def passed(self: Adapter, *given: Any) -> Any:
        return getattr(self._run, verb)(*given)

    return passed
