"""What Keras does around the update of every optimizer: clipping and accumulation of gradients, average of the weights.

The optimizer here puts in the place of a parameter what comes to it as its gradient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Contract, Setup, Unsupported
from goldstep.adapters.keras import optimizers
from goldstep.adapters.keras.backend import rounding
from goldstep.adapters.keras.verbs import Verbs, array, tensor

WORKING = {"constants": "working"}


class Passing(keras.optimizers.Optimizer):
    """Its parameters become the gradients that reach an update."""

    def __init__(self, learning_rate: float = 1.0, **options: Any) -> None:
        super().__init__(learning_rate=learning_rate, **options)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        self.assign(variable, gradient)


@dataclass(frozen=True, eq=False)
class Transform(optimizers.Binding):
    """How a transform of gradients is spelled: as options of every optimizer."""

    optimizer: Any = Passing
    options: Mapping[str, str | tuple[str | float, ...]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    contract: Contract = field(default_factory=lambda: rounding(**WORKING))

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(optimizers.Run):
    """One run of a transform; its `theta` is what an update gets, and zero where there is none."""

    kind = "a transform of Keras"

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        with self._precision():
            for p, g in zip(self._params, gradients, strict=True):
                if g is not None:
                    p.assign(np.zeros(p.shape))
        super().step(gradients, hyper)


@dataclass(frozen=True, eq=False)
class Average(optimizers.Binding):
    """How an average of the weights is spelled: as options of every optimizer."""

    optimizer: Any = Passing
    options: Mapping[str, str | tuple[str | float, ...]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=lambda: {"theta": "_model_variables_moving_average"})
    contract: Contract = field(default_factory=lambda: rounding(**WORKING))

    def begin(self, setup: Setup) -> "AverageRun":
        return AverageRun(self, setup)


class AverageRun(optimizers.Run):
    """An average beside the weights, which come as gradients; the buffers of a model stay those that it has."""

    kind = "an average of Keras"

    def __init__(self, binding: Average, setup: Setup) -> None:
        super().__init__(binding, setup)
        self._buffers = [array(p) for p in self._params]
        super().load({"theta": self._buffers})  # in place of zeros, which the first step makes nothing of

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        if any(g is None for g in gradients):
            raise Unsupported(f"{self.kind} is given something for every parameter at every step")
        with self._precision():
            self._buffers = [array(tensor(g[1], self._setup.dtype)) for g in gradients]
        super().step([g[0] for g in gradients], hyper)

    gradients = Verbs.gradients

    def state(self) -> dict[str, Any]:
        return {**super().state(), "b_avg": self._buffers}

    def load(self, state: Mapping[str, Any]) -> None:
        self._buffers = [np.array(x, np.float64) for x in state.get("b_avg", self._buffers)]
        super().load(state)

    def save(self) -> Any:
        return super().save(), self._buffers

    def restore(self, saved: Any) -> None:
        super().restore(saved[0])
        self._buffers = [x.copy() for x in saved[1]]
