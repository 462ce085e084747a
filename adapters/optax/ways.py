"""The ways in which a step of optax is run, for every algorithm at once.

Each has a function that makes of a step ``(lr, inputs, state, params) -> (state, params)`` what JAX compiles, and a
class whose objects make the steps of one run with that.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from goldstep.adapters.optax.shared import Shared, mapped_over_shards, sharded

Step = Callable[[Any, Any, Any, Any], tuple[Any, Any]]

WINDOW = 4  # steps that one scan goes over
MODELS = 3  # that are mapped over at once
WRAPPERS: dict[str, Callable[[Any], Any]] = {  # of a transformation, none of which changes what it computes
    "masked": lambda made: optax.masked(made, lambda params: jax.tree.map(lambda p: True, params)),
    "multi-steps": lambda made: optax.MultiSteps(made, 1).gradient_transformation(),
    "if-finite": lambda made: optax.apply_if_finite(made, 100),
}
PARTITIONED, INJECTED, SCHEDULED = "multi-transform", "inject", "scheduled"
SHARDED, OVER_SHARDS = "sharded", "shard-map"
ELSEWHERE = (SHARDED, OVER_SHARDS)  # in a process of their own
REQUESTED = ("donated", "scan", "vmap", INJECTED, SCHEDULED, *WRAPPERS, PARTITIONED, *ELSEWHERE)
MODES = ("eager", "jit", *REQUESTED)


def donated(step: Step) -> Any:
    """The state and the parameters give their memory to the new ones."""
    return jax.jit(step, donate_argnums=(2, 3))


def shares(tree: Any) -> bool:
    """Whether an array stands in two places of a tree, so that JAX refuses to donate it."""
    places = [x.unsafe_buffer_pointer() for x in jax.tree.leaves(tree) if isinstance(x, jax.Array) and x.size]
    return len(set(places)) < len(places)


def scanned(step: Step) -> Any:
    """Several steps in one loop of XLA; what it carries is shown after each."""

    def window(lr: Any, inputs: Any, state: Any, params: Any) -> Any:
        def body(carried: Any, given: Any) -> Any:
            carried = step(*given, *carried)
            return carried, carried

        return jax.lax.scan(body, (state, params), (lr, inputs))[1]

    return jax.jit(window)


def mapped(step: Step) -> Any:
    """Several models at once, each with a learning rate, gradients, a state and parameters of its own."""
    return jax.jit(jax.vmap(step))


def injected(made: Callable[[dict[str, Any]], Any], hyper: Mapping[str, Any], untraced: Sequence[str]) -> Any:
    """The transformation that is made of hyperparameters which its state holds as arrays.

    optax reads their names off the signature of a function.
    """
    given = {name: value for name, value in hyper.items() if value is not None}

    def factory(**values: Any) -> Any:
        return made(values)

    kinds = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in given]
    factory.__signature__ = inspect.Signature(kinds)  # type: ignore[attr-defined]
    static = [name for name in untraced if name in given]
    return optax.inject_hyperparams(factory, static_args=static)(**given)


def scheduled(t: Any, lr: Any) -> Callable[[Any], Any]:
    """The learning rate of the step after `t` others, as a function of the count; of any other count it is NaN."""
    return lambda count: jnp.where(count == t, lr, jnp.nan)


class Plain:
    """Step by step."""

    def __call__(self, advance: Any, lr: Any, inputs: Any, state: Any, params: Any) -> tuple[Any, Any]:
        after: tuple[Any, Any] = advance(lr, inputs, state, params)
        return after


class Scan:
    """The last few steps are scanned again with each new one, from the same state on and by the same program.

    So what is shown after a step is what the loop carried there. The steps that are still to come have zeros.
    """

    def __init__(self) -> None:
        self._advance: Any = None
        self._begin: Any = None
        self._given: list[Any] = []
        self._after: Any = (None, None)

    def __call__(self, advance: Any, lr: Any, inputs: Any, state: Any, params: Any) -> tuple[Any, Any]:
        continues = advance is self._advance and state is self._after[0] and params is self._after[1]
        if not continues or len(self._given) == WINDOW:
            self._advance, self._begin, self._given = advance, (state, params), []
        self._given.append(jax.tree.map(np.asarray, (lr, inputs)))
        rest = [jax.tree.map(np.zeros_like, self._given[-1])] * (WINDOW - len(self._given))
        carried = advance(*_stacked([*self._given, *rest]), *self._begin)
        self._after = _taken(carried, len(self._given) - 1)
        return self._after


class Models:
    """The model that is judged takes each place among several in turn; the others have other rates and gradients."""

    def __init__(self) -> None:
        self._all: Any = None
        self._after: Any = (None, None)
        self._place = 0

    def __call__(self, advance: Any, lr: Any, inputs: Any, state: Any, params: Any) -> tuple[Any, Any]:
        if state is not self._after[0] or params is not self._after[1]:
            self._all, self._place = _stacked([(state, params)] * MODELS), 0
        factors = [1 + (k - self._place) % MODELS for k in range(MODELS)]
        given = _stacked(
            [jax.tree.map(lambda x, f=f: np.asarray(x) * np.asarray(f, x.dtype), (lr, inputs)) for f in factors]
        )
        every = advance(*given, *self._all)
        self._after = _taken(every, self._place)
        self._all = jax.tree.map(lambda x: np.roll(x, 1, axis=0), every)
        self._place = (self._place + 1) % MODELS
        return self._after


def _stacked(trees: Sequence[Any]) -> Any:
    return jax.tree.map(lambda *leaves: np.stack(leaves), *trees)


def _taken(tree: Any, k: int) -> Any:
    return jax.tree.map(lambda x: np.asarray(x)[k], tree)


COMPILED = {
    "donated": donated,
    "scan": scanned,
    "vmap": mapped,
    SHARDED: sharded,
    OVER_SHARDS: mapped_over_shards,
}
RUNS: dict[str, Callable[[], Any]] = {"scan": Scan, "vmap": Models, SHARDED: Shared, OVER_SHARDS: Shared}
