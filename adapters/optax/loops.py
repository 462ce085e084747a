"""A training loop of optax: accumulation over a chain of transformations, and an average of the parameters.

A micro-step is one compiled function: eagerly, the branch in `optax.MultiSteps` is compiled anew each time. The
gradient is that of `jax.grad`. `optax.MultiSteps` gathers in float32 unless told otherwise, hence its dtype here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.optax.verbs import Verbs, given, owned
from goldstep.adapters.xla import rounding

# The warm-up schedule is a float32 with float64, too: reproducers/linear_schedule_float32.py
SCHEDULED = rounding(constants="working", coefficients="single", scalars="working")
SLOTS = {"acc": "acc_grads", "m": "mu", "v": "nu"}
Hypers = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Loop:
    """A loop over micro-batches, each with a curvature and a target for every element."""

    variants: Sequence[str]
    contract: Contract = SCHEDULED
    modes: Sequence[str] = ("jit",)
    constant: Sequence[str] = ("every",)  # a window that has begun would end elsewhere

    def begin(self, setup: Setup) -> "Run":
        return Run(setup)


def loss(params: Any, batch: Any, scale: float) -> Any:
    return scale * sum(jnp.sum(a * (p - b) ** 2) / 2 for p, (a, b) in zip(params, batch, strict=True))


@cache
def _loop(hyper: Hypers, dtype: str) -> tuple[optax.MultiSteps, Any]:
    """The optimizer, and one micro-step: (batch, state, params, average) -> (state, params, average)."""
    h = dict(hyper)
    scale, warmup = 2.0 ** h["scale_exponent"], int(h["warmup"])
    schedule = optax.warmup_cosine_decay_schedule(0.0, h["lr"], warmup, warmup + int(h["length"]))
    inner = optax.chain(
        optax.scale(1 / scale),
        optax.clip_by_global_norm(h["max_norm"]),
        optax.adamw(schedule, **given(h, b1="beta1", b2="beta2", eps="eps", weight_decay="weight_decay")),
    )
    optimizer = optax.MultiSteps(inner, int(h["every"]), accumulator_dtype=dtype)

    def step(batch: Any, state: Any, params: Any, average: Any) -> Any:
        gradient = jax.grad(loss)(params, batch, scale)
        updates, state = optimizer.update(gradient, state, params)
        params = optax.apply_updates(params, updates)
        new = optax.incremental_update(params, average, 1 - h["ema_decay"])
        updated = optimizer.has_updated(state)
        return state, params, jax.tree.map(lambda x, y: jnp.where(updated, x, y), new, average)

    return optimizer, jax.jit(step)


class Run(Verbs):
    """One run of the loop."""

    kind = "a training loop"

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        with self._precision():
            optimizer, _ = _loop(tuple(setup.hyper.items()), setup.dtype)
            self._params = [jnp.asarray(p, setup.dtype) for p in setup.params]
            self._average = self._params
            self._state = optimizer.init(self._params)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        with self._precision():
            _, advance = _loop(tuple(hyper.items()), self._setup.dtype)
            batch = [owned(g, self._setup.dtype) for g in gradients]
            self._state, self._params, self._average = advance(batch, self._state, self._params, self._average)
        self._t += 1

    @property
    def _tree(self) -> Any:
        return self._params, self._average, self._state

    @_tree.setter
    def _tree(self, tree: Any) -> None:
        self._params, self._average, self._state = tree

    def state(self) -> dict[str, Any]:
        held = {slot: optax.tree.get(self._state, name) for slot, name in SLOTS.items()}
        held |= {"theta": self._params, "ema": self._average}
        return {**{slot: [np.asarray(x, np.float64) for x in xs] for slot, xs in held.items()}, "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        with self._precision():
            new = {slot: [jnp.array(x, self._setup.dtype) for x in xs] for slot, xs in state.items() if slot != "t"}
            self._params, self._average = new.get("theta", self._params), new.get("ema", self._average)
            for slot in new.keys() & SLOTS.keys():
                self._state = optax.tree.set(self._state, **{SLOTS[slot]: new[slot]})
            if "t" in state:
                self._t, every = state["t"], int(self._setup.hyper["every"])
                updates, within = (jnp.asarray(n, jnp.int32) for n in divmod(self._t, every))
                self._state = optax.tree.set(self._state, gradient_step=updates, mini_step=within)
                self._state = optax.tree.set(self._state, count=updates)  # in one call, what lies deeper is passed over

    def _precision(self) -> Any:
        return jax.enable_x64(self._setup.dtype == "float64")
