"""A function of somebody else that changes the gradients of parameters, called as those of torch are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Contract, Setup
from goldstep.adapters.torch import transforms

ALL = ("load", "save", "restore")


@dataclass(frozen=True)
class Clipped:
    """How such a function is spelled: it is given the parameters, and then the `options` that are hyperparameters.

    `further` arguments are always the same.
    """

    variants: Sequence[str]
    function: Callable[..., Any]
    options: Mapping[str, str | tuple[str | float, ...]]
    values: Mapping[str, Callable[[float], Any]] = field(default_factory=dict)
    further: Mapping[str, Any] = field(default_factory=dict)
    contract: Contract = transforms.CONTRACT
    dtypes: Sequence[str] = ("float64", "float32", "bfloat16")
    bounds: Mapping[str, str] = field(default_factory=dict)
    verbs: Sequence[str] = ALL

    def begin(self, setup: Setup) -> "Run":
        return Run(transforms.Transform(self.variants, self._apply, missing=True), setup)

    def _apply(self, parameters: list[torch.Tensor], hyper: Mapping[str, float], given: transforms.Given) -> None:
        self.function(parameters, **self.told(hyper), **self.further)

    def told(self, hyper: Mapping[str, float]) -> dict[str, Any]:
        """The arguments that are made of hyperparameters."""

        def value(name: str | float) -> Any:
            return self.values.get(name, float)(hyper[name]) if isinstance(name, str) else name

        return {
            argument: value(names) if isinstance(names, str) else tuple(map(value, names))
            for argument, names in self.options.items()
        }


class Run(transforms.Run):
    """One run of it, which keeps nothing."""

    def kept(self) -> dict[str, list[np.ndarray | None]]:
        return {}
