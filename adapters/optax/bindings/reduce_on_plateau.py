"""optax.contrib.reduce_on_plateau: a transformation, whose update is the learning rate here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from optax.contrib import reduce_on_plateau

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.optax.schedules import WORKING
from goldstep.adapters.optax.verbs import Verbs, given

FIELDS = {"best": "best_value", "bad": "plateau_count", "cooling": "cooldown_count", "scale": "scale"}


@dataclass(frozen=True)
class Plateau:
    variants: tuple[str, ...] = ("optax-0.2.8",)
    contract: Contract = WORKING
    common: tuple[str, ...] = ("*",)

    def begin(self, setup: Setup) -> "Run":
        return Run(setup)


@cache
def _made(hyper: tuple[tuple[str, float], ...], jitted: bool, wide: bool) -> tuple[Any, Any]:
    """The transformation and its update; a compiled one is kept apart for each precision."""
    h = dict(hyper)
    counts = given(h, int, patience="patience", cooldown="cooldown")
    made = reduce_on_plateau(
        **counts, **given(h, factor="factor", rtol="threshold", atol="atol", min_scale="min_scale")
    )
    return made, jax.jit(made.update) if jitted else jax.disable_jit()(made.update)


class Run(Verbs):
    """One learning rate, which is that of all groups, and the state of the transformation."""

    kind = "a schedule"

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        with self._precision():
            self._rate = jnp.asarray(setup.params[0], setup.dtype)
            self._state = self._made(setup.hyper)[0].init(self._rate)

    def _made(self, hyper: Mapping[str, float]) -> tuple[Any, Any]:
        setup, arguments = self._setup, tuple((name, x) for name, x in hyper.items() if name != "lr")
        return _made(arguments, setup.mode == "jit", setup.dtype == "float64")

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        with self._precision():
            base, metric = (jnp.asarray(x, self._setup.dtype) for x in (hyper["lr"], gradients[0].reshape(())))
            self._rate, self._state = self._made(hyper)[1](base, self._state, value=metric)
        self._t += 1

    @property
    def _tree(self) -> Any:
        return self._rate, self._state

    @_tree.setter
    def _tree(self, tree: Any) -> None:
        self._rate, self._state = tree

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
