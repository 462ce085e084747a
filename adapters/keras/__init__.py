"""Keras 3: its optimizers, schedules, average of the weights, clipping and accumulation.

A process has Keras on one backend. `Keras` is Keras on JAX, stepped eagerly by `apply` and under `jax.jit` by
`stateless_apply`, as `fit` does it; `goldstep.adapters.keras_torch` is Keras on PyTorch.
"""

import importlib
from functools import cache
from typing import Any

from goldstep.adapters import numbered
from goldstep.adapters.bound import Forwarding, bindings_in
from goldstep.adapters.contract import Arrays, Info, Setup
from goldstep.adapters.forgetting import forget
from goldstep.adapters.keras import bindings
from goldstep.adapters.keras.backend import choose, demand, rounding, running

choose()

import keras  # noqa: E402 (on what has been chosen)

JIT = "jit"


@cache
def load_bindings() -> dict[str, Any]:
    """How each algorithm is spelled: a record with `variants`, a `contract`, and `begin(setup)`, which starts a run."""
    return bindings_in(bindings)


class Keras(
    Forwarding, verbs=("step", "step_on", "save", "restore", "gradients", "told", "state", "load", "take", "give")
):
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
        if self.backend == "jax":
            forget(importlib.import_module("jax"))
        self._run = load_bindings()[setup.algorithm].begin(setup)

    def parameters(self, file: str) -> tuple[Arrays, str]:
        return numbered.parameters(file)


def _version(module: str) -> str:
    return str(importlib.import_module(module).__version__)
