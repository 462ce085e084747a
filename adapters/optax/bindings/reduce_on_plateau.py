"""optax.contrib.reduce_on_plateau: a transformation, whose update is the learning rate here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from optax.contrib import reduce_on_plateau

from goldstep.adapters.contract import Arrays, Contract, Objective, Setup, Unsupported
from goldstep.adapters.optax.schedules import WORKING

FIELDS = {"best": "best_value", "bad": "plateau_count", "cooling": "cooldown_count", "scale": "scale"}


@dataclass(frozen=True)
class Plateau:
    variants: tuple[str, ...] = ("optax-0.2.8",)
    contract: Contract = WORKING

    def begin(self, setup: Setup) -> "Run":
        return Run(setup)


@cache
def _made(hyper: tuple[tuple[str, float], ...], jitted: bool, wide: bool) -> tuple[Any, Any]:
    """The transformation and its update; a compiled one is kept apart for each precision."""
    h = dict(hyper)
    counts = {name: int(h[name]) for name in ("patience", "cooldown")}
    made = reduce_on_plateau(h["factor"], rtol=h["threshold"], atol=h["atol"], min_scale=h["min_scale"], **counts)
    return made, jax.jit(made.update) if jitted else jax.disable_jit()(made.update)


class Run:
    """One learning rate, which is that of all groups, and the state of the transformation."""

    def __init__(self, setup: Setup) -> None:
        self._setup, self._t = setup, 0
        jitted, wide = setup.mode == "jit", setup.dtype == "float64"
        with self._precision():
            self._rate = jnp.asarray(setup.params[0], setup.dtype)
            made, self._update = _made(tuple(setup.hyper.items()), jitted, wide)
            self._state = made.init(self._rate)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        with self._precision():
            base, metric = (jnp.asarray(x, self._setup.dtype) for x in (hyper["lr"], gradients[0].reshape(())))
            self._rate, self._state = self._update(base, self._state, value=metric)
        self._t += 1

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported("a schedule has no line search")

    def state(self) -> dict[str, Any]:
        slots = {slot: [np.asarray(getattr(self._state, name), np.float64)] for slot, name in FIELDS.items()}
        shown = slots if self._t else {}  # the best metric is infinite until there is one
        return {"theta": [np.asarray(self._rate, np.float64)], **shown, "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        with self._precision():
            if "theta" in state:
                self._rate = jnp.asarray(state["theta"][0], self._setup.dtype)
            new = {FIELDS[slot]: np.reshape(state[slot][0], ()) for slot in state.keys() & FIELDS.keys()}
            held = self._state._asdict()
            self._state = self._state._replace(**{k: jnp.asarray(x, held[k].dtype) for k, x in new.items()})

    def _precision(self) -> Any:
        return jax.enable_x64(self._setup.dtype == "float64")


BINDING = Plateau()
