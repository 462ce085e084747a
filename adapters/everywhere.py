"""A run that goes on in other processes than this one, as one run of the backend."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError, Arrays, Objective, Setup, Unsupported
from goldstep.adapters.world import Begin, Prepare, world


class Everywhere:
    """A run that goes on in all processes of a world; what it shows must be the same in all."""

    def __init__(self, size: int, begin: Begin, prepare: Prepare, setup: Setup) -> None:
        if setup.in_place:
            raise Unsupported("what is shared out over processes does not lie in the memory of a user")
        self._world = world(size, begin, prepare)
        self._number = self._world.begin(setup)

    def __del__(self) -> None:
        if hasattr(self, "_number"):
            self._world.forget(self._number)

    def _ask(self, verb: str, *args: Any) -> list[Any]:
        return self._world.ask(self._number, verb, *args)

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self._ask("step", gradients, dict(hyper))

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported("a line search over processes is not begun here")

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        self._ask("add", params, groups)

    def gradients(self) -> list[Any]:
        held: list[Any] = self._same("gradients")
        return held

    def told(self) -> dict[str, Any]:
        return self._same("told")

    def state(self) -> dict[str, Any]:
        return self._same("state")

    def load(self, state: Mapping[str, Any]) -> None:
        self._ask("load", dict(state))

    def save(self) -> list[bytes]:
        """What each process saves of its part."""
        return self._ask("save")

    def restore(self, saved: Sequence[bytes]) -> None:
        self._ask("restore", list(saved))

    def older(self, saved: list[bytes]) -> list[bytes]:
        """Older releases did not share parameters out like that."""
        return saved

    def resume(self, way: str) -> None:
        raise Unsupported("no way to resume is declared")

    def _same(self, verb: str) -> Any:
        first, *others = self._ask(verb)
        for rank, other in enumerate(others, 1):
            if _bytes(other) != _bytes(first):
                raise AdapterError(f"after the same steps, process {rank} has other values than process 0")
        return first


def _bytes(shown: Any) -> Any:
    """What can be compared of what a run shows, to the bit."""
    if isinstance(shown, Mapping):
        return {name: _bytes(x) for name, x in shown.items()}
    if isinstance(shown, list | tuple):
        return [_bytes(x) for x in shown]
    return to_float64([shown], "what is shown")[0].tobytes() if hasattr(shown, "shape") else shown
