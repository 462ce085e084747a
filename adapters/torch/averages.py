"""Averages of `torch.optim.swa_utils` over a model whose weights and buffers are the inputs of a step.

The modes are the two kinds of averaging functions: "for-loop" has one that takes a tensor, "foreach" one that takes the
list of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.torch.verbs import Verbs, given_to_all


class Model(torch.nn.Module):
    """A model that has only weights, and as many buffers of the same shapes."""

    def __init__(self, tensors: Sequence[torch.Tensor]) -> None:
        super().__init__()
        self.weights = torch.nn.ParameterList([torch.nn.Parameter(x.clone()) for x in tensors])
        for i, x in enumerate(tensors):
            self.register_buffer(f"buffer{i}", x.clone())

    def tensors(self) -> list[torch.Tensor]:
        """The weights, and after them the buffers."""
        return [*(p.detach() for p in self.weights), *self.buffers()]


CONTRACT = Contract()  # a decay and the number of averaged models are Python's, or integers


def every_step(t: int, hyper: Mapping[str, float]) -> int:
    return t


@dataclass(frozen=True)
class Average:
    """How one average is spelled in torch.

    `function(hyper)` gives for each mode the averaging function; None is the default of `AveragedModel`. Those of the
    `variants` in `with_buffers` average the buffers, too. When to update is for the training loop to say:
    `updates(t, hyper)` counts the updates of the first t steps. All parameters share what is `common`, and
    what is `constant` stays as it was at the start.
    """

    variants: Sequence[str]
    with_buffers: Sequence[str]
    function: Callable[[Mapping[str, float]], Mapping[str, Any]]
    updates: Callable[[int, Mapping[str, float]], int] = every_step
    contract: Contract = CONTRACT
    modes: Sequence[str] = ("for-loop", "foreach")
    common: Sequence[str] = ("*",)
    constant: Sequence[str] = ()

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(Verbs):
    """One run of an `AveragedModel` beside the model that it averages."""

    kind = "an average"

    def __init__(self, binding: Average, setup: Setup) -> None:
        super().__init__(setup)
        self._binding = binding
        kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._model = Model([torch.tensor(p, **kind) for p in setup.params])
        self._averaged = AveragedModel(self._model, use_buffers=setup.variant in binding.with_buffers)
        for _ in range(binding.updates(0, setup.hyper)):  # before the first step
            self._averaged.update_parameters(self._model)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        given_to_all(gradients, self.kind)
        now = [*(g[0] for g in gradients), *(g[1] for g in gradients)]
        for tensor, value in zip(self._model.tensors(), now, strict=True):
            tensor.copy_(torch.tensor(value))
        function = self._binding.function(hyper)[self._setup.mode]
        if self._setup.mode == "foreach":
            self._averaged.multi_avg_fn = function
        else:
            self._averaged.avg_fn = function
        updates = self._binding.updates
        if updates(self._t + 1, hyper) > updates(self._t, hyper):
            self._averaged.update_parameters(self._model)
        self._t += 1

    def gradients(self) -> list[torch.Tensor | None]:
        """The weights and buffers of the model, which belong to training."""
        tensors = self._model.tensors()
        return [torch.stack(pair) for pair in zip(tensors[: self._count], tensors[self._count :], strict=True)]

    def state(self) -> dict[str, Any]:
        held = [x.to("cpu", torch.float64).numpy().copy() for x in self._averaged.module.tensors()]
        half = len(held) // 2
        return {"theta": held[:half], "b_avg": held[half:], "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        self._averaged.n_averaged.fill_(self._binding.updates(self._t, self._setup.hyper))
        tensors = self._averaged.module.tensors()
        half = len(tensors) // 2
        held = {"theta": tensors[:half], "b_avg": tensors[half:]}
        for name in held.keys() & state.keys():
            for target, value in zip(held[name], state[name], strict=True):
                target.copy_(torch.tensor(np.reshape(value, target.shape)))

    def _kept(self) -> dict[str, Any]:
        return {"model": self._model.state_dict(), "averaged": self._averaged.state_dict(), "t": self._t}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        self._model.load_state_dict(saved["model"])
        self._averaged.load_state_dict(saved["averaged"])
        self._t = saved["t"]
