"""Running statistics of `keras.layers.BatchNormalization`, one layer a parameter."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Contract, Setup, Unsupported
from goldstep.adapters.keras.backend import demoted, rounding
from goldstep.adapters.keras.schedules import ALL
from goldstep.adapters.keras.verbs import Verbs, array, tensor

NAMES = {"theta": "moving_mean", "v": "moving_variance"}


@dataclass(frozen=True, eq=False)
class Statistics:
    variants: Sequence[str] = ("keras-3.15",)
    contract: Contract = field(default_factory=lambda: rounding(**ALL))
    dtypes: Sequence[str] = field(default_factory=lambda: demoted("jax", "torch"))
    constant: Sequence[str] = ()

    def begin(self, setup: Setup) -> "Run":
        return Run(setup)


class Run(Verbs):
    """Batches of samples through layers."""

    kind = "batch normalization"

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self._t, self._shapes = 0, [p.shape for p in setup.params]
        with self._precision():
            self._layers = [keras.layers.BatchNormalization(dtype=setup.dtype) for _ in setup.params]
            for layer, p in zip(self._layers, setup.params, strict=True):
                layer.build((None, p.size))
        self._write("moving_mean", setup.params)

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        if any(g is None for g in gradients):
            raise Unsupported(f"{self.kind} is given something for every parameter at every step")
        with self._precision():
            for layer, g in zip(self._layers, gradients, strict=True):
                layer.momentum = 1 - hyper["momentum"] if "momentum" in hyper else layer.momentum
                layer(tensor(np.reshape(g, (len(g), -1)), self._setup.dtype), training=True)
        self._t += 1

    def state(self) -> dict[str, Any]:
        return {slot: self._read(name) for slot, name in NAMES.items()} | {"t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        for slot in NAMES.keys() & state.keys():
            self._write(NAMES[slot], state[slot])

    def _read(self, name: str) -> list[np.ndarray]:
        pairs = zip(self._layers, self._shapes, strict=True)
        return [array(getattr(layer, name)).reshape(shape) for layer, shape in pairs]

    def _write(self, name: str, values: Sequence[Any]) -> None:
        with self._precision():
            for layer, value in zip(self._layers, values, strict=True):
                getattr(layer, name).assign(np.reshape(value, -1))

    def save(self) -> bytes:
        """The variables of the layers; their momentum is in the configuration of a model."""
        file, momenta = io.BytesIO(), [layer.momentum for layer in self._layers]
        np.savez(file, *self._read("moving_mean"), *self._read("moving_variance"), t=self._t, momenta=momenta)
        return file.getvalue()

    def restore(self, saved: bytes) -> None:
        with np.load(io.BytesIO(saved)) as held:
            n = len(self._layers)
            self.load({"theta": [held[f"arr_{k}"] for k in range(n)], "v": [held[f"arr_{n + k}"] for k in range(n)]})
            self._t = int(held["t"])
            for layer, momentum in zip(self._layers, held["momenta"], strict=True):
                layer.momentum = float(momentum)
