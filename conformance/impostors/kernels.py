"""Optimizers that go wrong in memory, as kernels do: by strides, vector tails, chunks and numbers of tensors."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from goldstep.conformance.impostors.living import Living


class IgnoresStrides(Living):
    """The elements of a gradient are read as if they lay without gaps and in order."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step([None if g is None else _adjacent(g).reshape(g.shape) for g in gradients], hyper)


class WritesBeside(Living):
    """The elements of a parameter are written as if they lay without gaps and in order."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        for memory, state in zip(self.memory, self.states, strict=False):
            _adjacent(memory)[...] = self.arithmetic.show(state["theta"])
            state["theta"] = self._tensor(memory)


class SkipsTail(Living):
    """What is left of a large tensor behind its last whole vector of 16 elements is not updated."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self.leave(lambda x: slice(x.size - x.size % 16, None) if x.size > 1000 else slice(0), gradients, hyper)

    def leave(self, which: Callable[[np.ndarray], slice], gradients: Any, hyper: Mapping[str, float]) -> None:
        before = [state["theta"] for state in self.states]
        super().step(gradients, hyper)
        for state, old in zip(self.states, before, strict=True):
            new = np.array(state["theta"])
            new[which(new)] = np.asarray(old)[which(new)]
            state["theta"] = new


class SkipsBoundary(SkipsTail):
    """The first element of the second chunk of 2^16 elements is not updated."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self.leave(lambda x: slice(2**16, 2**16 + 1), gradients, hyper)


class SkipsTensors(Living):
    """Of many tensors those from the 257th on are not updated."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        before = self.states[256:]
        super().step(gradients, hyper)
        self.states[256:] = before


def _adjacent(view: np.ndarray) -> np.ndarray:
    """As many elements as a view has, from its first on as they follow each other in memory."""
    if view.base is None:
        return view.reshape(-1)
    begin = view.__array_interface__["data"][0] - view.base.__array_interface__["data"][0]
    return np.ndarray(view.size, view.dtype, view.base, begin)
