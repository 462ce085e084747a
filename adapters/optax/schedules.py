"""Schedules of optax: functions of a count, called eagerly and under `jax.jit`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.optax.verbs import Hypers, Verbs
from goldstep.adapters.xla import rounding

WORKING = rounding(constants="working", coefficients="working", scalars="working")
# What divides the count by an integer: JAX makes a float32 of the quotient of an int32, in float64 mode as well.
SINGLE = rounding(constants="single", coefficients="single", scalars="single")


@dataclass(frozen=True)
class Schedule:
    """How one schedule is spelled in optax: `make(hyper, variant)` gives a function of the count.

    Slots of ours that follow from the count, and that optax does not keep, are `unreadable`.
    `constant` is that of `Info`.
    """

    variants: Sequence[str]
    make: Callable[[Mapping[str, float], str], Callable[[Any], Any]]
    contract: Contract = WORKING
    unreadable: Sequence[str] = ()
    constant: Sequence[str] = ()

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


@cache
def _function(make: Any, variant: str, hyper: tuple[tuple[str, float], ...], jitted: bool, wide: bool) -> Any:
    """The schedule; a compiled one is kept apart for each precision."""
    schedule = make(Hypers(hyper), variant)
    return jax.jit(schedule) if jitted else schedule


class Run(Verbs):
    """A schedule for each parameter group, and a count."""

    kind = "a schedule"

    def __init__(self, binding: Schedule, setup: Setup) -> None:
        self._binding, self._setup = binding, setup
        self._dtype = "float32" if binding.contract.scalars == "single" else setup.dtype
        self._groups = tuple(tuple(own.items()) for own in setup.groups) or ((),) * len(setup.params)
        with self._precision():
            self._rates = [jnp.asarray(x, self._dtype) for x in setup.params]

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        """Functions of the hyperparameters in force: one that is made is a constant."""
        with self._precision():
            count = jnp.asarray(self._t, jnp.int32)
            self._rates = [
                jnp.asarray(self._schedule({**hyper, **dict(own)})(count), self._dtype) for own in self._groups
            ]
        self._t += 1

    def _schedule(self, hyper: Mapping[str, float]) -> Any:
        setup, of = self._setup, tuple(hyper.items())
        return _function(self._binding.make, setup.variant, of, setup.mode == "jit", setup.dtype == "float64")

    @property
    def _tree(self) -> Any:
        return self._rates

    @_tree.setter
    def _tree(self, tree: Any) -> None:
        self._rates = tree

    def state(self) -> dict[str, Any]:
        return {"theta": [np.asarray(x, np.float64) for x in self._rates], "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        with self._precision():
            self._rates = [jnp.asarray(x, self._dtype) for x in state.get("theta", self._rates)]

    def _precision(self) -> Any:
        return jax.enable_x64(self._setup.dtype == "float64")
