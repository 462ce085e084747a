"""What every run of optax has: hyperparameters of which some are not given, and saving by the leaves of its pytrees."""

import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np

from goldstep.adapters.contract import Objective, Unsupported

Groups = tuple[tuple[tuple[str, float], ...], ...]


class Hypers(dict[str, Any]):
    """The hyperparameters that are given; what is needed of others shows that optax has no default for them."""

    def __missing__(self, name: str) -> Any:
        raise Unsupported(f"{name} has no default in optax")


def owned(x: Any, dtype: Any) -> jax.Array:
    """An array of JAX that shares no memory with one of NumPy, which JAX may read later than it returns."""
    return jax.numpy.asarray(np.array(x), dtype)


def number(x: Any) -> Any:
    """A number of Python, or an array of JAX as it is."""
    return x if isinstance(x, jax.Array) else float(x)


def given(hyper: Mapping[str, float], kind: Callable[[float], Any] = number, /, **options: str) -> dict[str, Any]:
    """The options whose hyperparameter is given; the others are left to optax."""
    return {option: kind(hyper[name]) for option, name in options.items() if name in hyper}


class Verbs(ABC):
    """A run of what `kind` says, after `_t` steps; `_tree` is all that it keeps as one pytree, and can be set."""

    kind = ""
    _t = 0
    _tree: Any
    _groups: Groups = ()

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported(f"{self.kind} has no line search")

    def save(self) -> bytes:
        """As NumPy's file of the leaves, with what hyperparameters each group has."""
        file, leaves = io.BytesIO(), map(np.asarray, jax.tree.leaves(self._tree))
        np.savez(file, *leaves, t=self._t, groups=json.dumps(self._groups))
        return file.getvalue()

    def restore(self, saved: bytes) -> None:
        """The leaves go into a tree that is built as that of this run."""
        with np.load(io.BytesIO(saved)) as held, self._precision():
            structure = jax.tree.structure(self._tree)
            leaves = [jax.numpy.asarray(held[f"arr_{k}"]) for k in range(structure.num_leaves)]
            self._t = int(held["t"])
            self._groups = tuple(tuple((name, x) for name, x in own) for own in json.loads(str(held["groups"])))
        self._tree = jax.tree.unflatten(structure, leaves)

    @abstractmethod
    def _precision(self) -> Any:
        """The context in which JAX has the dtype of the run."""
