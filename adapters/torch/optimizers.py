"""Optimizers of `torch.optim`, in all ways in which they make a step."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Contract, Objective, Setup
from goldstep.adapters.torch.running import Run
from goldstep.adapters.torch.ways import FLAGS, flags_of

LATER = ("maximize", "foreach", "differentiable", "capturable")  # options of most that came after the first release
PARTED = ("windows", "lengths", "clip-1e-6")  # options of batches that come in micro-batches
CONTRACT = Contract()  # coefficients are Python floats
__all__ = ["CONTRACT", "FLAGS", "Binding", "Joint"]


@dataclass(frozen=True)
class Joint:
    """An optimizer that takes a closure and keeps one state for all parameters.

    `read` gives the slots, one tensor a parameter, and `write` overwrites those that it is given; `search(objective)`
    has the options under which a step has a line search, or makes several iterations, and `count` says how many
    iterations were made.
    """

    read: Callable[[torch.optim.Optimizer], dict[str, list[torch.Tensor]]]
    write: Callable[[torch.optim.Optimizer, Mapping[str, Any]], None]
    search: Callable[[Objective], dict[str, Any]]
    count: Callable[[torch.optim.Optimizer], int]


@dataclass(frozen=True)
class Binding:
    """How one algorithm is spelled in torch.

    `optimizer` is its class, or the name that it has in torch; `classes` has those of variants that are another.
    `options` says for each option of the constructor which hyperparameter it is, or of which it is a tuple, in which
    numbers stay as they are; where torch has another value than the specification, `values` makes it. `chosen(variant)`
    are the options that choose the variant, without those that torch has by default, so that its defaults are judged.
    `slots` maps our slots to the keys of `optimizer.state`; `foreach` and `fused` say whether torch has these
    implementations of it. `flat` lists the slots that torch keeps in another shape than ours, with the same elements.
    Where a step has more than one of `inputs`, `gradient(inputs, parameter)` makes a gradient of them.
    One that is `threaded` runs in as many threads as torch has. `constant`, `common` and `bounds` are those of `Info`.
    State dicts of older releases lack the `later` options, which torch then takes to be off, and hold plain counts.
    """

    optimizer: str | Callable[..., Any]
    variants: Sequence[str]
    options: Mapping[str, str | tuple[str | float, ...]]
    slots: Mapping[str, str]
    classes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Callable[[float], Any]] = field(default_factory=dict)
    chosen: Callable[[str], dict[str, Any]] = lambda variant: {}
    fused: bool = False
    foreach: bool = True
    flat: Sequence[str] = ()
    contract: Contract = CONTRACT
    joint: Joint | None = None
    inputs: int = 1
    threaded: bool = True
    gradient: Callable[[np.ndarray, torch.Tensor], torch.Tensor] = lambda g, p: torch.tensor(
        g, dtype=p.dtype, device=p.device
    )
    constant: Sequence[str] = ()
    common: Sequence[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)
    later: Sequence[str] = ()

    def begin(self, setup: Setup) -> Run:
        return Run(self, setup)

    @property
    def ways(self) -> tuple[str, ...]:
        """The options of a set-up that it has."""
        grows = all("maximize" in inspect.signature(self.make(v)).parameters for v in self.variants)
        parted = PARTED * (self.inputs == 1)
        return ("maximize",) * grows + (("iterations",) if self.joint else ("guard",)) + parted

    def make(self, variant: str) -> Any:
        """The class."""
        found = self.classes.get(variant, self.optimizer)
        return getattr(torch.optim, found) if isinstance(found, str) else found

    def flags(self, mode: str) -> dict[str, Any]:
        """The options that choose an implementation; raises Unsupported where there is none."""
        return flags_of(self.make(self.variants[0]), mode, {"fused": self.fused, "foreach": self.foreach})

    def told(self, hyper: Mapping[str, float], variant: str) -> dict[str, Any]:
        """The options that are made of given hyperparameters; the others are left to torch."""
        made: dict[str, Any] = {}
        for option, names in self.options.items():
            if isinstance(names, str):
                if names in hyper:
                    made[option] = self._value(names, hyper)
            elif not hyper.keys().isdisjoint(names):
                told = {name for name in names if isinstance(name, str)}
                defaults = names if hyper.keys() >= told else self._default(option, variant)
                known = zip(names, defaults, strict=True)
                made[option] = tuple(self._value(name, hyper) if name in hyper else x for name, x in known)
        return made

    def _default(self, option: str, variant: str) -> tuple[Any, ...]:
        default: tuple[Any, ...] = inspect.signature(self.make(variant)).parameters[option].default
        return default

    def _value(self, name: Any, hyper: Mapping[str, float]) -> Any:
        return self.values[name](hyper[name]) if name in self.values else hyper[name]
