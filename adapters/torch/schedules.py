"""Schedulers of `torch.optim.lr_scheduler`, over an optimizer whose parameter groups have the learning rates.

The first step makes the scheduler, which sets the learning rate of e = 0; each further one is `scheduler.step()`. In
float64 the learning rate is a Python float, in float32 it is a tensor.
"""

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Arrays, Contract, Objective, Setup, Unsupported

CONTRACT = Contract(constants="working", scalars="working")
WAYS = ("state-dict", "optimizer-first", "last-epoch", "step-epoch")


def sgd(groups: list[dict[str, Any]], hyper: Mapping[str, float]) -> torch.optim.Optimizer:
    return torch.optim.SGD(groups)


def place(scheduler: Any, e: int) -> None:
    scheduler.last_epoch, scheduler._step_count = e, e + 1


def place_sequence(scheduler: Any, e: int) -> None:
    """A SequentialLR and what it holds, which stays as it was made where its turn has not come."""
    place(scheduler, e)
    starts = [0, *scheduler._milestones]
    for member, start, end in zip(scheduler._schedulers, starts, [*starts[1:], e + 1], strict=True):
        if e >= start:
            place(member, min(e, end - 1) - start)


@dataclass(frozen=True)
class Schedule:
    """How one schedule is spelled in torch.

    `make(optimizer, hyper, last_epoch)` gives the scheduler; `slots` maps our slots to its attributes, or to such as
    ``group/momentum``: an entry of the parameter group. One that listens `to_metric` is given it at each step.
    `options` has, by variant, the keyword arguments that `make` takes besides. `place(scheduler, e)` puts it behind e
    steps; schedulers that hold others have their own.
    `resumes` lists how a run can be continued: with the scheduler made before or after the optimizer's state is loaded,
    by `last_epoch`, or by ``step(epoch)``.
    """

    variants: Sequence[str]
    make: Callable[..., Any]
    slots: Mapping[str, str] = field(default_factory=dict)
    optimizer: Callable[[list[dict[str, Any]], Mapping[str, float]], torch.optim.Optimizer] = sgd
    to_metric: bool = False
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    place: Callable[[Any, int], None] = place
    resumes: Sequence[str] = WAYS
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32")
    modes: Sequence[str] = ("for-loop",)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run:
    """One run of a scheduler."""

    def __init__(self, binding: Schedule, setup: Setup) -> None:
        self._binding, self._setup = binding, setup
        self._scheduler: Any = None
        self._optimizer = self._fresh()
        for group, lr in zip(self._optimizer.param_groups, setup.params, strict=True):
            group["lr"] = self._rate(float(lr))
        self._t = 0

    def _fresh(self) -> torch.optim.Optimizer:
        """An optimizer whose groups have the base learning rates."""
        rates = self._base()
        parameters = [torch.zeros(1, requires_grad=True) for _ in rates]
        each = zip(parameters, rates, strict=True)
        return self._binding.optimizer([{"params": [p], "lr": rate} for p, rate in each], self._setup.hyper)

    def _base(self) -> list[Any]:
        groups = self._setup.groups or [{}] * len(self._setup.params)
        return [self._rate(own.get("lr", self._setup.hyper["lr"])) for own in groups]

    def _rate(self, lr: float) -> Any:
        return lr if self._setup.dtype == "float64" else torch.tensor(lr, dtype=getattr(torch, self._setup.dtype))

    def _made(self, optimizer: torch.optim.Optimizer, last_epoch: int = -1) -> Any:
        options = self._binding.options.get(self._setup.variant, {})
        return self._binding.make(optimizer, self._setup.hyper, last_epoch, **options)

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        metric = [float(gradients[0].reshape(()))] if self._binding.to_metric else []
        if self._scheduler is None:
            self._begin()
        else:
            self._optimizer.step()  # before the scheduler, or it warns
        if self._t or self._binding.to_metric:
            self._scheduler.step(*metric)
        self._t += 1

    def _begin(self) -> None:
        if not self._binding.to_metric:  # one that listens goes on from the rate that it finds
            for group, rate in zip(self._optimizer.param_groups, self._base(), strict=True):
                group["lr"] = rate
        self._scheduler = self._made(self._optimizer)

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported("a schedule has no line search")

    def state(self) -> dict[str, Any]:
        groups = self._optimizer.param_groups
        state: dict[str, Any] = {"theta": [np.array(float(group["lr"])) for group in groups], "t": self._t}
        if self._scheduler is not None:
            for slot, name in self._binding.slots.items():
                held = [self._holder(group, name)[_key(name)] for group in groups]
                state[slot] = [np.array(float(x), self._setup.dtype) for x in held]
        return state

    def _holder(self, group: dict[str, Any], name: str) -> dict[str, Any]:
        """Where an attribute lives."""
        held: dict[str, Any] = group if name.startswith("group/") else vars(self._scheduler)
        return held

    def load(self, state: Mapping[str, Any]) -> None:
        if state.get("t") and self._scheduler is None:
            found = [group["lr"] for group in self._optimizer.param_groups]
            self._begin()
            for group, lr in zip(self._optimizer.param_groups, found, strict=True):
                group["lr"] = lr
        groups = self._optimizer.param_groups
        if "t" in state and self._scheduler is not None:
            self._t = state["t"]
            self._binding.place(self._scheduler, self._t - 1)
        for slot in state.keys() & self._binding.slots.keys():
            name = self._binding.slots[slot]
            for group, value in zip(groups, state[slot], strict=True):
                holder, key = self._holder(group, name), _key(name)
                holder[key] = type(holder[key])(np.reshape(value, ()))
        for group, value in zip(groups, state.get("theta", ()), strict=True) if "theta" in state else ():
            group["lr"] = self._rate(float(np.reshape(value, ())))

    def resume(self, way: str) -> None:
        """Continue with a new optimizer and a new scheduler."""
        saved, schedule = (copy.deepcopy(x.state_dict()) for x in (self._optimizer, self._scheduler))
        e, optimizer = self._t - 1, self._fresh()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the order is wrong, or the way deprecated, is what is tested
            if way == "state-dict":
                scheduler = self._made(optimizer)
                optimizer.load_state_dict(saved)
                scheduler.load_state_dict(schedule)
            elif way == "optimizer-first":
                optimizer.load_state_dict(saved)
                scheduler = self._made(optimizer)
                scheduler.load_state_dict(schedule)
            elif way == "last-epoch":
                optimizer.load_state_dict(saved)
                scheduler = self._made(optimizer, e - 1)
            else:
                scheduler = self._made(optimizer)
                scheduler.step(e)
        self._optimizer, self._scheduler = optimizer, scheduler


def _key(name: str) -> str:
    return name.removeprefix("group/")
