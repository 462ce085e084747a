"""A training loop as PyTorch's documentation writes it: gradient scaler, accumulation, clipping, schedule, average."""

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.torch.bindings.adamw import BINDING as ADAMW
from goldstep.adapters.torch.optimizers import CONTRACT, FLAGS
from goldstep.adapters.torch.verbs import Verbs

PARTS = ("model", "optimizer", "schedule", "scaler", "average")  # of a loop, each with a state dict


@dataclass(frozen=True)
class Loop:
    """A loop over micro-batches, each with a curvature and a target for every element.

    `constant` are those that the loop, its schedule and its scaler are made with.
    """

    variants: Sequence[str]
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32")
    modes: Sequence[str] = tuple(FLAGS)
    constant: Sequence[str] = ("lr", "every", "warmup", "length", "scale_exponent")
    ways: Sequence[str] = ("guard", "windows")

    def begin(self, setup: Setup) -> "Run":
        return Run(setup)


class Model(torch.nn.Module):
    """Weights whose loss is a quadratic of them."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        dtype = getattr(torch, setup.dtype)
        each = (torch.tensor(p, dtype=dtype, device=setup.device) for p in setup.params)
        self.weights = torch.nn.ParameterList(torch.nn.Parameter(p) for p in each)

    def forward(self, batches: Sequence[torch.Tensor]) -> torch.Tensor:
        losses = [(a * (w - b) ** 2).sum() / 2 for w, (a, b) in zip(self.weights, batches, strict=True)]
        return torch.stack(losses).sum()


class Part:
    """The part of the peak learning rate after `e` steps: linear warm-up, then a cosine.

    An object, for a state dict leaves functions out.
    """

    def __init__(self, warmup: int, length: float) -> None:
        self.warmup, self.length = warmup, length

    def __call__(self, e: int) -> float:
        return e / self.warmup if e < self.warmup else 0.5 * (1 + math.cos(math.pi * (e - self.warmup) / self.length))


class Run(Verbs):
    """One run of the loop."""

    kind = "a training loop"

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        h = self._hyper = setup.hyper
        self._every, self._weight = int(h["every"]), 0.0  # micro-steps a window, and the samples of this one
        self._model = Model(setup)
        options = ADAMW.told(h, setup.variant) | FLAGS[setup.mode]
        self._optimizer = torch.optim.AdamW(self._model.parameters(), **options)
        self._schedule = LambdaLR(self._optimizer, Part(int(h["warmup"]), h["length"]))
        growth = 2 if "guard" in setup.options else 2**30  # updates; long runs would arrive at infinity
        self._scaler = torch.amp.GradScaler(setup.device, init_scale=2.0 ** h["scale_exponent"], growth_interval=growth)
        self._average = AveragedModel(self._model, multi_avg_fn=_averaging(h))

    def _tell(self, hyper: Mapping[str, float]) -> None:
        """Set what has changed since it was told last, but for the learning rate, which is the schedule's."""
        if hyper == self._hyper:
            return
        told, now = (ADAMW.told(h, self._setup.variant) for h in (self._hyper, hyper))
        self._optimizer.param_groups[0].update(now.items() - told.items())
        self._average.multi_avg_fn = _averaging(hyper)
        self._hyper = hyper

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._t += 1
        self._scaler.scale(self._loss(gradients, hyper) / self._every).backward()
        if self._t % self._every == 0:
            self._update(hyper)

    def micro_step(self, gradients: Arrays, weight: float, last: bool, hyper: Mapping[str, float]) -> None:
        """The losses are sums over samples, whose number divides the gradients at the end of the window."""
        self._t, self._weight = self._t + 1, self._weight + weight
        self._scaler.scale(self._loss(gradients, hyper) * weight).backward()
        if last or self._t % self._every == 0:
            self._t += -self._t % self._every
            self._update(hyper, self._weight)
            self._weight = 0.0

    def _loss(self, gradients: Arrays, hyper: Mapping[str, float]) -> torch.Tensor:
        self._tell(hyper)
        batches = [
            torch.tensor(g, dtype=w.dtype, device=w.device) for g, w in zip(gradients, self._weights, strict=True)
        ]
        loss: torch.Tensor = self._model(batches)
        return loss

    def _update(self, hyper: Mapping[str, float], divisor: float = 1.0) -> None:
        """Unscale, clip, step, and let what counts updates go on."""
        self._scaler.unscale_(self._optimizer)
        for w in self._weights:
            w.grad /= divisor
        clip_grad_norm_(self._weights, hyper["max_norm"], foreach=self._setup.mode != "for-loop")
        scale = self._scaler.get_scale()
        self._scaler.step(self._optimizer)
        self._scaler.update()
        self._optimizer.zero_grad(set_to_none=self._setup.mode != "for-loop")
        if "guard" in self._setup.options and self._scaler.get_scale() < scale:  # the update was left out
            self._t -= self._every
            return
        self._schedule.step()
        self._average.update_parameters(self._model)

    @property
    def _weights(self) -> list[torch.nn.Parameter]:
        return list(self._model.parameters())

    def _held(self) -> dict[str, list[torch.Tensor]]:
        """The tensors of each slot; AdamW creates its state at the first update."""
        weights, stored = self._weights, self._optimizer.state
        held = {"theta": weights, "ema": list(self._average.parameters())}
        held["acc"] = [torch.zeros_like(w) if w.grad is None else w.grad for w in weights]
        for slot, key in {"m": "exp_avg", "v": "exp_avg_sq"}.items():
            held[slot] = [stored[w][key] if stored[w] else torch.zeros_like(w) for w in weights]
        return held

    def state(self) -> dict[str, Any]:
        arrays = {slot: [_array(x) for x in tensors] for slot, tensors in self._held().items()}
        return {**arrays, "t": self._t}

    def told(self) -> dict[str, Any]:
        return {"scale": self._scaler.get_scale()}

    def load(self, state: Mapping[str, Any]) -> None:
        if "t" in state:
            self._place(state["t"])
        if not self._optimizer.state[self._weights[0]]:
            self._create_slots()
        for w in self._weights:
            w.grad = torch.zeros_like(w) if w.grad is None else w.grad
        with torch.no_grad():
            for slot, tensors in self._held().items():
                for x, value in zip(tensors, state.get(slot, ()), strict=False):
                    x.copy_(torch.tensor(np.reshape(value, x.shape)))

    def _place(self, t: int) -> None:
        """Every counter of the run, after `t` micro-steps."""
        self._t, updates = t, t // self._every
        if updates and not self._optimizer.state[self._weights[0]]:
            self._create_slots()
        for stored in self._optimizer.state.values():
            stored["step"].fill_(updates)
        self._average.n_averaged.fill_(updates)
        self._schedule.last_epoch = updates - 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the schedule advances and no update came before
            self._schedule.step()

    def _create_slots(self) -> None:
        """By an update of gradients that are zero; whatever it moves is put back."""
        kept = [w.detach().clone() for w in self._weights], [w.grad for w in self._weights]
        for w in self._weights:
            w.grad = torch.zeros_like(w)
        self._optimizer.step()
        with torch.no_grad():
            for w, value, grad in zip(self._weights, *kept, strict=True):
                w.copy_(value)
                w.grad = grad
        for stored in self._optimizer.state.values():
            stored["step"].fill_(self._t // self._every)

    def _kept(self) -> dict[str, Any]:
        parts = {name: getattr(self, f"_{name}").state_dict() for name in PARTS}
        return {**parts, "gathered": [w.grad for w in self._weights], "hyper": dict(self._hyper), "t": self._t}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        for name in PARTS:
            getattr(self, f"_{name}").load_state_dict(saved[name])
        for w, gathered in zip(self._weights, saved["gathered"], strict=True):
            w.grad = gathered
        self._hyper, self._t = saved["hyper"], saved["t"]
        self._every = int(self._hyper["every"])
        self._average.multi_avg_fn = _averaging(self._hyper)  # a function is no state: the program has it


def _averaging(hyper: Mapping[str, float]) -> Any:
    return get_ema_multi_avg_fn(**({"decay": hyper["ema_decay"]} if "ema_decay" in hyper else {}))


def _array(x: torch.Tensor) -> np.ndarray:
    return x.detach().to("cpu", torch.float64).numpy().copy()
