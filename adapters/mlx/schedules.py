"""Schedules of MLX, each as the learning rate of an optimizer without parameters."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np
from mlx.optimizers import SGD

from goldstep.adapters.contract import Setup
from goldstep.adapters.mlx.verbs import Hypers, Spelled, array, owned

Hyper = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Schedule(Spelled):
    """How one schedule is spelled in MLX: `make(hyper)` gives a function of the number of steps before."""

    make: Callable[[Hyper], Callable[[Any], Any]]
    dtypes: Sequence[str] = ("float32",)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run:
    """An optimizer for each parameter group."""

    def __init__(self, binding: Schedule, setup: Setup) -> None:
        self._binding, self._setup, self._hyper = binding, setup, dict(setup.hyper)
        self._own = [dict(own) for own in setup.groups or [{}] * len(setup.params)]
        self._rates = [owned(x, setup.dtype) for x in setup.params]
        self._build(0)

    def _build(self, t: int) -> None:
        self._optimizers = [SGD(self._schedule(own)) for own in self._own]
        for optimizer in self._optimizers:
            optimizer.state["step"] = mx.array(t, mx.uint64)

    def _schedule(self, own: Hyper) -> Callable[[Any], Any]:
        return self._binding.make(Hypers({**self._hyper, **own}))

    def step(self, gradients: Sequence[Any], hyper: Hyper) -> None:
        """Functions of the hyperparameters in force: one that is made is a constant."""
        if hyper != self._hyper:
            self._hyper = dict(hyper)
            self._build(self._t)
        for optimizer in self._optimizers:
            optimizer.apply_gradients({}, {})
        self._rates = [optimizer.learning_rate for optimizer in self._optimizers]

    @property
    def _t(self) -> int:
        return int(self._optimizers[0].step)

    def gradients(self) -> list[None]:
        return [None] * len(self._own)

    def told(self) -> dict[str, Any]:
        return {"counts": [int(optimizer.step) for optimizer in self._optimizers]}

    def state(self) -> dict[str, Any]:
        shapes = [np.shape(p) for p in self._setup.params]
        rates = [np.broadcast_to(array(x), shape) for x, shape in zip(self._rates, shapes, strict=True)]
        return {"theta": rates, "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._rates = [owned(x, self._setup.dtype) for x in state.get("theta", map(array, self._rates))]
        for optimizer in self._optimizers:
            optimizer.state["step"] = mx.array(int(state.get("t", self._t)), mx.uint64)

    def save(self) -> str:
        rates = [array(x).tolist() for x in self._rates]
        return json.dumps({"t": self._t, "own": self._own, "hyper": self._hyper, "rates": rates})

    def restore(self, saved: str) -> None:
        kept = json.loads(saved)
        self._own, self._hyper = kept["own"], kept["hyper"]
        self._rates = [owned(x, self._setup.dtype) for x in kept["rates"]]
        self._build(kept["t"])
