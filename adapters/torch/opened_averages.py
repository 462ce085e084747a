"""An average of somebody else, beside the model or the parameters that it averages.

It is made of a model or of a list of parameters, whatever its first argument is called, and told after each step of
training by the first of `CALLS` that it has. What it keeps is found by what it is made of: a copy of the model, or as
many tensors of the same shapes.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import AdapterError, Arrays, Contract, Setup
from goldstep.adapters.torch.averages import CONTRACT, Model
from goldstep.adapters.torch.verbs import Verbs, given_to_all

BUFFERS = "b_avg"
CALLS = ("update_parameters", "update", "step")
LISTS = ("param", "tensor", "weights")  # beginnings of the names of arguments that are lists of tensors


@dataclass(frozen=True)
class Averaged:
    """How it is spelled; all that it is told it is told when it is made.

    `options` are arguments made of hyperparameters, by `values` where they are other numbers or types; `further`
    arguments are always the same.
    """

    variants: Sequence[str]
    make: Callable[..., Any]
    options: Mapping[str, str | tuple[str | float, ...]]
    values: Mapping[str, Callable[[float], Any]] = field(default_factory=dict)
    further: Mapping[str, Any] = field(default_factory=dict)
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32")
    bounds: Mapping[str, str] = field(default_factory=dict)
    verbs: Sequence[str] = ("gradients",)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)

    def told(self, hyper: Mapping[str, float]) -> dict[str, Any]:
        """The arguments that are made of hyperparameters."""

        def value(name: str | float) -> Any:
            return self.values.get(name, float)(hyper[name]) if isinstance(name, str) else name

        return {
            argument: value(names) if isinstance(names, str) else tuple(map(value, names))
            for argument, names in self.options.items()
        }


class Run(Verbs):
    """One run of it."""

    kind = "an average"

    def __init__(self, binding: Averaged, setup: Setup) -> None:
        super().__init__(setup)
        kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._model = Model([torch.tensor(p, **kind) for p in setup.params])
        self._average = binding.make(self._of(binding.make), **binding.told(setup.hyper), **binding.further)
        self._update = self._called()

    def _of(self, function: Callable[..., Any], skipped: int = 0) -> Any:
        """The model, or its parameters, as the first argument of a function is called."""
        names = list(inspect.signature(function).parameters)[skipped:]
        return list(self._model.weights) if names and names[0].lower().startswith(LISTS) else self._model

    def _called(self) -> Callable[[], Any]:
        """What is called after a step of training. Raises AdapterError where there is nothing."""
        update = next((getattr(self._average, name) for name in CALLS if hasattr(self._average, name)), None)
        if update is None:
            raise AdapterError(
                f"{type(self._average).__name__} has none of {', '.join(CALLS)}, so it cannot be told a step"
            )
        return lambda: update(self._of(update)) if inspect.signature(update).parameters else update()

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        given_to_all(gradients, self.kind)
        now = [*(g[0] for g in gradients), *(g[1] for g in gradients)]
        for tensor, value in zip(self._model.tensors(), now, strict=True):
            tensor.copy_(torch.tensor(value))
        self._update()
        self._t += 1

    def gradients(self) -> list[torch.Tensor | None]:
        """What a step was given of each parameter: the weight and the buffer of the model, which stay as they are."""
        held = [x.detach() for x in self._model.tensors()]
        return [torch.stack(pair) for pair in zip(held[: self._count], held[self._count :], strict=True)]

    def state(self) -> dict[str, Any]:
        held = [x.detach().to("cpu", torch.float64).numpy().copy() for x in self._held()]
        shown: dict[str, Any] = {"theta": held[: self._count], "t": self._t}
        return shown | ({BUFFERS: held[self._count :]} if len(held) > self._count else {})

    def _held(self) -> Sequence[torch.Tensor]:
        """The averaged weights, and the buffers where there are some. Raises AdapterError where nothing is found."""
        found = next(self._copies(self._average), None)
        if found is None:
            raise AdapterError(f"no averages are found in {type(self._average).__name__}: neither a model nor tensors")
        return found

    def _copies(self, average: Any) -> Iterator[Sequence[torch.Tensor]]:
        members = {**vars(average), **getattr(average, "_modules", {})}
        for held in members.values():
            if isinstance(held, Model) and held is not self._model:
                yield held.tensors()
            values = list(held.values()) if isinstance(held, Mapping) else held
            if isinstance(values, list | tuple | torch.nn.ParameterList) and self._alike(values):
                yield list(values)

    def _alike(self, values: Sequence[Any]) -> bool:
        """Whether these are tensors of the shapes of the parameters, and not these themselves."""
        own = list(self._model.weights)
        return len(values) == len(own) and all(
            isinstance(x, torch.Tensor) and x.shape == p.shape and x is not p for x, p in zip(values, own, strict=True)
        )

    def kept(self) -> dict[str, list[np.ndarray | None]]:
        """Slots are known by what they are."""
        state = self.state()
        return {BUFFERS: state[BUFFERS]} if BUFFERS in state else {}

    def _kept(self) -> dict[str, Any]:
        raise AdapterError("an average that is opened is not saved")

    def _taken(self, saved: Mapping[str, Any]) -> None:
        raise AdapterError("an average that is opened is not saved")
