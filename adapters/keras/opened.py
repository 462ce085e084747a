"""Optimizers and schedules of somebody else, made and stepped as those of Keras are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Setup
from goldstep.adapters.keras import optimizers, schedules
from goldstep.adapters.keras.verbs import array

ALL = ("load", "save", "restore", "gradients")
OWN = ("_variables", "_trainable_variables", "_accumulated_gradients", "_model_variables_moving_average")


@dataclass(frozen=True, eq=False)
class Opened(optimizers.Binding):
    """How an optimizer is spelled; `further` arguments are always the same, `verbs` can be done besides steps."""

    further: Mapping[str, Any] = field(default_factory=dict)
    verbs: Sequence[str] = ALL

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)

    def made(self, variant: str, told: optimizers.Told) -> Any:
        return super().made(variant, {**told, **self.further})


class Run(optimizers.Run):
    """One run of it."""

    def kept(self) -> dict[str, list[np.ndarray]]:
        """The attributes that hold a variable, or a list with one for each parameter."""
        held = {name: x for name, x in vars(self._optimizer).items() if name not in OWN}
        lists = {name: list(x) for name, x in held.items() if isinstance(x, list) and len(x) == len(self._params)}
        single = {name: [x] * len(self._params) for name, x in held.items() if isinstance(x, keras.Variable)}
        found = {n: xs for n, xs in (lists | single).items() if all(isinstance(x, keras.Variable) for x in xs)}
        return {name: [array(x).astype(str(x.dtype)) for x in xs] for name, xs in found.items() if _real(xs)}

    def changeable(self, name: str) -> bool:
        """Whether an argument is an attribute by which it can change."""
        return hasattr(self._optimizer, name)


def _real(variables: Sequence[Any]) -> bool:
    return all("float" in str(x.dtype) for x in variables)


@dataclass(frozen=True, eq=False)
class Made:
    """Calls `target` with arguments made of hyperparameters; `further` ones are always the same."""

    target: Any
    options: Mapping[str, str | tuple[str | float, ...]]
    values: Mapping[str, Any] = field(default_factory=dict)
    further: Mapping[str, Any] = field(default_factory=dict)

    def schedule(self, hyper: Mapping[str, float], variant: str) -> Any:
        spelled = optimizers.Binding(self.target, self.options, {}, values=self.values)
        return self.target(**spelled.told(hyper), **self.further)


@dataclass(frozen=True, eq=False)
class Scheduled(schedules.Schedule):
    """How a schedule is spelled."""

    verbs: Sequence[str] = ("load", "save", "restore")

    def begin(self, setup: Setup) -> "ScheduledRun":
        return ScheduledRun(self, setup)


class ScheduledRun(schedules.Run):
    """One run of it."""

    def kept(self) -> dict[str, list[np.ndarray]]:
        return {}
