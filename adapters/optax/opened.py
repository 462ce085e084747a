"""Transformations and schedules of somebody else, made and stepped as those of optax are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from goldstep.adapters.contract import Setup, Unsupported
from goldstep.adapters.optax import optimizers, schedules, transforms

ALL = ("load", "save", "restore")


@dataclass(frozen=True, eq=False)
class Made:
    """Calls `target` with arguments made of hyperparameters, which `options` names; `further` ones are always the same.

    `values` makes an argument of a hyperparameter where it is another number or type.
    """

    target: Callable[..., Any]
    options: Mapping[str, str | tuple[str | float, ...]]
    values: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    further: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, hyper: Mapping[str, Any]) -> Any:
        told: dict[str, Any] = {}
        for argument, names in self.options.items():
            if isinstance(names, str):
                told[argument] = self._value(names, hyper)
            else:
                told[argument] = tuple(self._value(x, hyper) if isinstance(x, str) else x for x in names)
        return self.target(**told, **self.further)

    def _value(self, name: str, hyper: Mapping[str, Any]) -> Any:
        return self.values[name](hyper[name]) if name in self.values else hyper[name]

    def transformation(self, lr: Any, hyper: Mapping[str, Any], variant: str) -> Any:
        return self({**hyper, "lr": lr} if lr is not None else hyper)

    def schedule(self, hyper: Mapping[str, Any], variant: str) -> Any:
        return self(hyper)


@dataclass(frozen=True)
class Opened(optimizers.Binding):
    """How a transformation is spelled; `verbs` are what can be done besides steps."""

    verbs: Sequence[str] = ALL

    def begin(self, setup: Setup) -> "Run":
        _on_cpu(setup)
        return Run(self, setup)


@dataclass(frozen=True)
class Transformed(transforms.Transform):
    """How a transformation is spelled whose updates are the result."""

    verbs: Sequence[str] = ALL

    def begin(self, setup: Setup) -> "TransformedRun":
        _on_cpu(setup)
        return TransformedRun(self, setup)


class Kept(optimizers.Run):
    """One run, of which it is known what it keeps."""

    def kept(self) -> dict[str, list[np.ndarray]]:
        """What stands in the state under a name that it has once, for each parameter."""
        paths = jax.tree_util.tree_leaves_with_path(self._state)
        names = dict.fromkeys(
            key.name for path, _ in paths for key in path if isinstance(key, jax.tree_util.GetAttrKey)
        )
        found = {name: self._once(name) for name in names}
        return {name: [np.asarray(x, _of(x)) for x in held] for name, held in found.items() if held is not None}

    def _once(self, name: str) -> list[Any] | None:
        """It, where it is an array or a list of one for each parameter."""
        try:
            held = self._read(name)
        except KeyError:  # there are several
            return None
        arrays = held is not None and all(isinstance(x, jax.Array) for x in held)
        return held if arrays and held is not None and len(held) == len(self._params) else None


class Run(Kept):
    """One run of an optimizer."""


class TransformedRun(Kept, transforms.Run):
    """One run of a transform."""


@dataclass(frozen=True)
class Scheduled(schedules.Schedule):
    """How a schedule is spelled."""

    verbs: Sequence[str] = ALL

    def begin(self, setup: Setup) -> "ScheduledRun":
        _on_cpu(setup)
        return ScheduledRun(self, setup)


class ScheduledRun(schedules.Run):
    """One run of it."""

    @property
    def narrow(self) -> bool:
        """Whether its value is a float32 where those of JAX have 64 bits."""
        with jax.enable_x64(True):
            rate = self._schedule(self._setup.hyper)(jnp.asarray(1, jnp.int32))
        return getattr(rate, "dtype", None) == np.float32

    def kept(self) -> dict[str, list[np.ndarray]]:
        return {}


def _on_cpu(setup: Setup) -> None:
    if setup.device != "cpu":
        raise Unsupported("optax is run on JAX's default platform only")


def _of(x: Any) -> Any:
    return np.float32 if x.dtype == np.float32 else np.float64
