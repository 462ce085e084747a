"""Schedules of optax: functions of a count, called eagerly and under `jax.jit`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Objective, Setup, Unsupported

WORKING = Contract(constants="working", coefficients="working", scalars="working", flushes_subnormals=True)
# What divides the count by an integer: JAX makes a float32 of the quotient of an int32, in float64 mode as well.
SINGLE = Contract(constants="single", coefficients="single", scalars="single", flushes_subnormals=True)


@dataclass(frozen=True)
class Schedule:
    """How one schedule is spelled in optax: `make(hyper, variant)` gives a function of the count.

    Slots of ours that follow from the count, and that optax does not keep, are `unreadable`.
    """

    variants: Sequence[str]
    make: Callable[[Mapping[str, float], str], Callable[[Any], Any]]
    contract: Contract = WORKING
    unreadable: Sequence[str] = ()

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


@cache
def _function(make: Any, variant: str, hyper: tuple[tuple[str, float], ...], jitted: bool, wide: bool) -> Any:
    """The schedule; a compiled one is kept apart for each precision."""
    schedule = make(dict(hyper), variant)
    return jax.jit(schedule) if jitted else schedule


class Run:
    """A schedule for each parameter group, and a count."""

    def __init__(self, binding: Schedule, setup: Setup) -> None:
        self._setup, self._t, wide = setup, 0, setup.dtype == "float64"
        self._dtype = "float32" if binding.contract.scalars == "single" else setup.dtype
        groups = setup.groups or [{}] * len(setup.params)
        hypers = [tuple({**setup.hyper, **own}.items()) for own in groups]
        with self._precision():
            self._rates = [jnp.asarray(x, self._dtype) for x in setup.params]
            jitted = setup.mode == "jit"
            self._schedules = [_function(binding.make, setup.variant, h, jitted, wide) for h in hypers]

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        with self._precision():
            count = jnp.asarray(self._t, jnp.int32)
            self._rates = [jnp.asarray(schedule(count), self._dtype) for schedule in self._schedules]
        self._t += 1

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported("a schedule has no line search")

    def state(self) -> dict[str, Any]:
        return {"theta": [np.asarray(x, np.float64) for x in self._rates], "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        with self._precision():
            self._rates = [jnp.asarray(x, self._dtype) for x in state.get("theta", self._rates)]

    def _precision(self) -> Any:
        return jax.enable_x64(self._setup.dtype == "float64")
