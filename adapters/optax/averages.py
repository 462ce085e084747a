"""Averages of optax, eagerly and under `jax.jit`: an average of weights, and a slot that the function may keep.

optax knows no buffers: those of the average stay as they were.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.optax.verbs import Hypers, Verbs, owned
from goldstep.adapters.xla import rounding

WORKING = rounding(constants="working", coefficients="working", scalars="working")


@dataclass(frozen=True)
class Average:
    """How one average is spelled in optax.

    `update(weights, average, slots, t, hyper, variant)` gives the new average and the new slots, which begin as
    `slots(params)`; where `due(t, hyper)` says no, nothing happens at step t.
    """

    variants: Sequence[str]
    update: Callable[..., tuple[Any, dict[str, Any]]]
    slots: Callable[[Any, str], dict[str, Any]] = lambda params, variant: {}
    due: Callable[[int, Mapping[str, float]], bool] = lambda t, hyper: True
    contract: Contract = WORKING

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


@cache
def _function(update: Any, variant: str, hyper: tuple[tuple[str, float], ...], jitted: bool, wide: bool) -> Any:
    """The update; a compiled one is kept apart for each precision."""

    def step(weights: Any, average: Any, slots: Any, t: Any) -> Any:
        return update(weights, average, slots, t, Hypers(hyper), variant)

    return jax.jit(step) if jitted else step


class Run(Verbs):
    """An average beside the weights that it is made of."""

    kind = "an average"

    def __init__(self, binding: Average, setup: Setup) -> None:
        self._binding, self._setup = binding, setup
        with self._precision():
            self._average = self._buffers = [jnp.asarray(p, setup.dtype) for p in setup.params]
            self._slots = binding.slots(self._average, setup.variant)
        self._groups = tuple(tuple(own.items()) for own in setup.groups)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._t += 1
        with self._precision():
            weights = [owned(g[0], self._setup.dtype) for g in gradients]
            for i, own in enumerate(self._groups):
                self._update(slice(i, i + 1), weights, Hypers({**hyper, **dict(own)}))
            if not self._groups:
                self._update(slice(None), weights, Hypers(hyper))

    def _update(self, part: slice, weights: list[Any], hyper: Hypers) -> None:
        """The averages of some of the parameters, all with the same hyperparameters."""
        if not self._binding.due(self._t, hyper):
            return
        setup, count = self._setup, jnp.asarray(self._t, jnp.int32)
        wide, held = setup.dtype == "float64", {name: tensors[part] for name, tensors in self._slots.items()}
        update = _function(self._binding.update, setup.variant, tuple(hyper.items()), setup.mode == "jit", wide)
        self._average, new = list(self._average), update(weights[part], self._average[part], held, count)
        self._average[part], slots = new
        for name, tensors in slots.items():
            self._slots[name][part] = tensors

    @property
    def _tree(self) -> Any:
        return self._average, self._buffers, self._slots

    @_tree.setter
    def _tree(self, tree: Any) -> None:
        self._average, self._buffers, self._slots = tree

    def state(self) -> dict[str, Any]:
        held = {"theta": self._average, "b_avg": self._buffers, **self._slots}
        return {name: [np.asarray(x, np.float64) for x in tensors] for name, tensors in held.items()} | {"t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        with self._precision():
            new = {name: [jnp.asarray(x, self._setup.dtype) for x in state[name]] for name in state.keys() - {"t"}}
            self._average, self._buffers = new.get("theta", self._average), new.get("b_avg", self._buffers)
            self._slots = {name: new.get(name, old) for name, old in self._slots.items()}

    def _precision(self) -> Any:
        return jax.enable_x64(self._setup.dtype == "float64")
