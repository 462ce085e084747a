"""Running statistics of `torch.nn.BatchNorm1d`, one layer a parameter, by training or by `update_bn`.

`update_bn` begins anew with each call, so it is called for every step with all batches so far. After a state was
loaded, which it would forget, the layers see the batches as `update_bn` shows them, with `momentum=None`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.optim.swa_utils import update_bn

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.torch.verbs import Verbs, given_to_all, one_thread

CONTRACT = Contract()  # the momentum and 1 / number of batches are Python floats


class Layers(torch.nn.Module):
    """Batch normalization of each part of a sample by a layer of its own."""

    def __init__(self, sizes: Sequence[int], **kind: Any) -> None:
        super().__init__()
        self.sizes = list(sizes)
        self.layers = torch.nn.ModuleList([torch.nn.BatchNorm1d(size, **kind) for size in sizes])

    def forward(self, batch: torch.Tensor) -> torch.Tensor:
        parts = zip(self.layers, batch.split(self.sizes, dim=1), strict=True)
        return torch.cat([layer(part) for layer, part in parts], dim=1)


@dataclass(frozen=True)
class Statistics:
    """`one_pass` lists the variants that are a pass of `update_bn`; the others are what training keeps."""

    variants: Sequence[str]
    one_pass: Sequence[str]
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32")
    modes: Sequence[str] = ("for-loop",)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(Verbs):
    """One run of batches through layers."""

    kind = "batch normalization"

    def __init__(self, binding: Statistics, setup: Setup) -> None:
        super().__init__(setup)
        self._shapes = [p.shape for p in setup.params]
        self._own, self._samples = setup.groups or [{}] * self._count, list[torch.Tensor]()
        self._kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._one_pass = setup.variant in binding.one_pass
        self._model = Layers([p.size for p in setup.params], **self._kind)
        self._batches: list[torch.Tensor] | None = []
        self._write("running_mean", setup.params)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        given_to_all(gradients, self.kind)
        self._t += 1
        self._samples = [torch.tensor(g, **self._kind) for g in gradients]
        batch = torch.cat([x.reshape(len(x), -1) for x in self._samples], dim=1)
        with one_thread():
            if self._one_pass and self._batches is not None:
                self._batches.append(batch)
                update_bn(self._batches, self._model)
            else:
                self._see(batch, [{"momentum": None} if self._one_pass else {**hyper, **own} for own in self._own])

    def _see(self, batch: torch.Tensor, each: Sequence[Mapping[str, float | None]]) -> None:
        """One batch of training, with the momentum of each layer, where it has been told."""
        for layer, told in zip(self._model.layers, each, strict=True):
            layer.momentum = told.get("momentum", layer.momentum)
        with torch.no_grad():
            self._model.train()(batch)

    def told(self) -> dict[str, Any]:
        """The mode and the momentum that `update_bn` finds."""
        layers = self._model.layers
        if not self._one_pass:
            return {}
        return {"kept": {"training": self._model.training, "momentum": [layer.momentum for layer in layers]}}

    def gradients(self) -> list[torch.Tensor | None]:
        """The samples."""
        return list(self._samples)

    def state(self) -> dict[str, Any]:
        return {"theta": self._read("running_mean"), "v": self._read("running_var"), "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._batches, self._t = None, state.get("t", self._t)
        for slot, name in (("theta", "running_mean"), ("v", "running_var")):
            if slot in state:
                self._write(name, state[slot])
        for layer in self._model.layers:
            layer.num_batches_tracked.fill_(self._t)

    def _read(self, name: str) -> list[np.ndarray]:
        held = [getattr(layer, name).to("cpu", torch.float64).numpy().copy() for layer in self._model.layers]
        return [x.reshape(shape) for x, shape in zip(held, self._shapes, strict=True)]

    def _write(self, name: str, values: Sequence[Any]) -> None:
        for layer, value in zip(self._model.layers, values, strict=True):
            getattr(layer, name).copy_(torch.tensor(np.reshape(value, -1)))

    def _kept(self) -> dict[str, Any]:
        return {"model": self._model.state_dict(), "own": [dict(own) for own in self._own], "t": self._t}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        self._model.load_state_dict(saved["model"])
        self._batches, self._own, self._t = None, saved["own"], saved["t"]
