"""Keras 3: its optimizers, schedules, average of the weights, clipping and accumulation.

A process has Keras on one backend. `Keras` is Keras on JAX, stepped eagerly by `apply` and under `jax.jit` by
`stateless_apply`, as `fit` does it; `goldstep.adapters.keras_torch` is Keras on PyTorch.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any

from goldstep.adapters import numbered
from goldstep.adapters.contract import Arrays, Info, Objective, Setup
from goldstep.adapters.keras import bindings
from goldstep.adapters.keras.backend import choose, demand, rounding, running

choose()

import keras  # noqa: E402 (on what has been chosen)

JIT = "jit"


@cache
def load_bindings() -> dict[str, Any]:
    """How each algorithm is spelled: a record with `variants`, a `contract`, and `begin(setup)`, which starts a run."""
    return {
        info.name: importlib.import_module(f"{bindings.__name__}.{info.name}").BINDING
        for info in pkgutil.iter_modules(bindings.__path__)
    }


class Keras:
    """One run of an algorithm of Keras on JAX."""

    name, backend = "keras", "jax"
    modes: tuple[str, ...] = ("eager", JIT)

    def info(self) -> Info:
        demand(self.backend, self.name)
        found, contract = load_bindings(), rounding()
        compiled = [name for name, b in found.items() if getattr(b, "jitted", False)]
        return Info(
            name=self.name,
            version=keras.version(),
            algorithms={name: binding.variants for name, binding in found.items()},
            modes=self.modes,
            modes_of={name: self.modes[:1] for name in found if name not in compiled},
            contract=contract,
            contracts={name: b.contract for name, b in found.items() if b.contract != contract},
            dtypes_of={name: b.dtypes for name, b in found.items() if hasattr(b, "dtypes")},
            unreadable={name: b.unreadable for name, b in found.items() if getattr(b, "unreadable", ())},
            constant={name: b.constant for name, b in found.items() if b.constant},
            common={name: b.common for name, b in found.items() if getattr(b, "common", ())},
            bounds={name: b.bounds for name, b in found.items() if getattr(b, "bounds", ())},
            costly=(JIT,) if JIT in self.modes else (),
            missing=True,
            defaults=True,
            environment={"keras": keras.version(), self.backend: _version(self.backend), "backend": running()},
        )

    def init(self, setup: Setup) -> None:
        demand(self.backend, self.name)
        self._run = load_bindings()[setup.algorithm].begin(setup)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._run.step(gradients, hyper)

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        self._run.step_on(objective, hyper)

    def save(self) -> Any:
        return self._run.save()

    def restore(self, saved: Any) -> None:
        self._run.restore(saved)

    def gradients(self) -> Any:
        return self._run.gradients()

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = self._run.told()
        return told

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._run.state()
        return state

    def load(self, state: Mapping[str, Any]) -> None:
        self._run.load(state)

    def parameters(self, file: str) -> tuple[Arrays, str]:
        return numbered.parameters(file)

    def take(self, file: str) -> None:
        self._run.take(file)

    def give(self, file: str) -> None:
        self._run.give(file)


def _version(module: str) -> str:
    return str(importlib.import_module(module).__version__)
