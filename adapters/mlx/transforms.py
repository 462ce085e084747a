"""What MLX does to gradients: a function of all of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np

from goldstep.adapters.contract import Setup
from goldstep.adapters.mlx.verbs import Spelled, array, owned

Hyper = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Transform(Spelled):
    """How one transform is spelled in MLX: `apply(gradients, hyper)` gives those that come out, and what it returns."""

    apply: Callable[[dict[str, mx.array], Hyper], tuple[dict[str, mx.array], mx.array]]
    common: Sequence[str] = ("*",)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run:
    """One run of a transform; its `theta` are the gradients that came out of the last step."""

    def __init__(self, binding: Transform, setup: Setup) -> None:
        self._binding, self._setup, self._t = binding, setup, 0
        self._out = [owned(p, setup.dtype) for p in setup.params]
        self._gradients: list[mx.array | None] = [None] * len(self._out)
        self._norm: float | None = None

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Hyper) -> None:
        self._gradients = [None if g is None else owned(g, self._setup.dtype) for g in gradients]
        tree = {str(i): g for i, g in enumerate(self._gradients) if g is not None}
        out, norm = self._binding.apply(tree, hyper)
        for i, g in out.items():
            self._out[int(i)] = g
        self._norm, self._t = float(array(norm)), self._t + 1

    def gradients(self) -> list[np.ndarray | None]:
        return [None if g is None else array(g) for g in self._gradients]

    def told(self) -> dict[str, Any]:
        return {} if self._norm is None else {"norm": self._norm}

    def state(self) -> dict[str, Any]:
        return {"theta": [array(x) for x in self._out], "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        self._out = [owned(x, self._setup.dtype) for x in state.get("theta", map(array, self._out))]

    def save(self) -> str:
        return json.dumps({"t": self._t, "out": [array(x).tolist() for x in self._out]})

    def restore(self, saved: str) -> None:
        kept = json.loads(saved)
        self._t, self._out = kept["t"], [owned(x, self._setup.dtype) for x in kept["out"]]
