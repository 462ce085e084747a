"""Schedulers of `torch.optim.lr_scheduler`, over an optimizer whose parameter groups have the learning rates.

The scheduler is made with the optimizer, which sets the learning rate of e = 0; each step but the first is
`scheduler.step()`. In float64 the learning rate is a Python float, in float32 it is a tensor.
"""

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.torch.verbs import Verbs

CONTRACT = Contract(constants="working", scalars="working")
WAYS = ("state-dict", "optimizer-first", "last-epoch", "step-epoch")


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

    `make(optimizer, last_epoch=..., **options)` gives the scheduler. `options` says of each argument which
    hyperparameter it is, and `values` how torch has the value where it is another; `chosen` has, by variant, further
    ones. Arguments in `lists` take a value for each parameter group. A hyperparameter that changes is written into the
    attribute with the name of its argument, or with the name that `lists` has for it; `constant` are those that are
    used when the scheduler is made. `entries` are entries of the parameter groups, by hyperparameter.
    `slots` maps our slots to attributes, or to such as ``group/momentum``: an entry of the parameter group. One that
    listens `to_metric` is given it at each step. `place(scheduler, e)` puts it behind e steps; schedulers that hold
    others have their own.
    `resumes` lists how a run can be continued: with the scheduler made before or after the optimizer's state is loaded,
    by `last_epoch`, or by ``step(epoch)``. One that `sets_rate` is told every rate itself, so that the one that the
    optimizer was made with is none of them.
    """

    variants: Sequence[str]
    make: Callable[..., Any]
    options: Mapping[str, str | tuple[str | float, ...]] = field(default_factory=dict)
    values: Mapping[str, Callable[[float], Any]] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, str] = field(default_factory=dict)
    constant: Sequence[str] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    optimizer: Callable[[list[dict[str, Any]]], torch.optim.Optimizer] = torch.optim.SGD
    to_metric: bool = False
    place: Callable[[Any, int], None] = place
    resumes: Sequence[str] = WAYS
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32")
    modes: Sequence[str] = ("for-loop",)
    bounds: Mapping[str, str] = field(default_factory=dict)
    sets_rate: bool = False

    @property
    def common(self) -> Sequence[str]:
        """The hyperparameters that are arguments of the scheduler, one for all groups."""
        of_all = [names for option, names in self.options.items() if option not in self.lists]
        members = (name for names in of_all for name in ([names] if isinstance(names, str) else names))
        return [name for name in members if isinstance(name, str)]

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)

    def told(self, each: Sequence[Mapping[str, float]]) -> dict[str, Any]:
        """The arguments that are made of the given hyperparameters of each group."""
        made: dict[str, Any] = {}
        for option, names in self.options.items():
            if isinstance(names, tuple):
                made[option] = [self._value(x, each[0]) if isinstance(x, str) else x for x in names]
            elif option in self.lists and names in each[0]:
                made[option] = [self._value(names, hyper) for hyper in each]
            elif names in each[0]:
                made[option] = self._value(names, each[0])
        return made

    def _value(self, name: Any, hyper: Mapping[str, float]) -> Any:
        return self.values[name](hyper[name]) if name in self.values else hyper[name]


class Run(Verbs):
    """One run of a scheduler."""

    kind = "a schedule"

    def __init__(self, binding: Schedule, setup: Setup) -> None:
        super().__init__(setup)
        self._binding = binding
        self._own = [dict(own) for own in setup.groups] or [{}] * len(setup.params)
        self._hyper, self._start = setup.hyper, [float(p) for p in setup.params]
        self._optimizer = self._fresh()
        if binding.to_metric:  # one that listens goes on from the rate that it finds
            self._set_rates(self._start)
        self._held = [group["lr"] for group in self._optimizer.param_groups]
        self._scheduler = self._made(self._optimizer)

    def _each(self, hyper: Mapping[str, float]) -> list[dict[str, float]]:
        return [{**hyper, **own} for own in self._own]

    def _fresh(self) -> torch.optim.Optimizer:
        """An optimizer whose groups have the base learning rates, or others that a scheduler replaces."""
        entries, times = self._binding.entries, 3 if self._binding.sets_rate else 1
        groups = [
            {"params": [torch.zeros(1, requires_grad=True)], "lr": self._rate(times * h["lr"])}
            | {entry: h[name] for entry, name in entries.items() if name in h}
            for h in self._each(self._hyper)
        ]
        return self._binding.optimizer(groups)

    def _rate(self, lr: float) -> Any:
        return lr if self._setup.dtype == "float64" else torch.tensor(lr, dtype=getattr(torch, self._setup.dtype))

    def _set_rates(self, rates: Sequence[float]) -> None:
        for group, lr in zip(self._optimizer.param_groups, rates, strict=True):
            group["lr"] = self._rate(lr)

    def _made(self, optimizer: torch.optim.Optimizer, last_epoch: int = -1) -> Any:
        options = {**self._binding.told(self._each(self._hyper)), **self._binding.chosen.get(self._setup.variant, {})}
        return self._binding.make(optimizer, **options, **({} if last_epoch < 0 else {"last_epoch": last_epoch}))

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._tell(hyper)
        if self._t:
            self._optimizer.step()  # before the scheduler, or it warns
        if self._binding.to_metric:
            self._scheduler.step(float(gradients[0].reshape(())))
        elif self._t:
            self._scheduler.step()
        self._t += 1

    def _tell(self, hyper: Mapping[str, float]) -> None:
        """Write what has changed since it was told last."""
        if hyper == self._hyper:
            return
        binding, before, now = self._binding, self._each(self._hyper), self._each(hyper)
        told = binding.told(before)
        for option, value in binding.told(now).items():
            if value != told[option]:
                setattr(self._scheduler, binding.lists.get(option, option), value)
        if "lr" not in binding.constant and now[0]["lr"] != before[0]["lr"]:
            self._scheduler.base_lrs = [self._rate(h["lr"]) for h in now]
        self._hyper = hyper

    def state(self) -> dict[str, Any]:
        groups = self._optimizer.param_groups
        if not self._t:
            return {"theta": [np.array(x, self._setup.dtype) for x in self._start], "t": 0}
        state: dict[str, Any] = {"theta": [np.array(float(group["lr"])) for group in groups], "t": self._t}
        for slot, name in self._binding.slots.items():
            held = [self._holder(group, name)[_key(name)] for group in groups]
            state[slot] = [np.array(float(x), self._setup.dtype) for x in held]
        return state

    def told(self) -> dict[str, Any]:
        """What is logged, and whether tensors that hold rates are those that were there before the scheduler."""
        groups = self._optimizer.param_groups
        pairs = [(group["lr"], x) for group, x in zip(groups, self._held, strict=True) if isinstance(x, torch.Tensor)]
        same = ["the same" if a is b or not self._t else "another" for a, b in pairs]
        kept = {"the tensor of each rate": same} if pairs else {}
        tells = self._t and hasattr(self._scheduler, "get_last_lr")  # as every scheduler of torch, and few others
        return {"kept": kept} | ({"rates": self._scheduler.get_last_lr()} if tells else {})

    def _holder(self, group: dict[str, Any], name: str) -> dict[str, Any]:
        """Where an attribute lives."""
        held: dict[str, Any] = group if name.startswith("group/") else vars(self._scheduler)
        return held

    def load(self, state: Mapping[str, Any]) -> None:
        first = not self._t  # what init was given holds behind the steps that are loaded
        if state.get("t"):
            self._t = state["t"]
            self._binding.place(self._scheduler, self._t - 1)
        groups = self._optimizer.param_groups
        for slot in state.keys() & self._binding.slots.keys():
            name = self._binding.slots[slot]
            for group, value in zip(groups, state[slot], strict=True):
                holder, key = self._holder(group, name), _key(name)
                holder[key] = type(holder[key])(np.reshape(value, ()))
        if "theta" in state:
            self._start = [float(np.reshape(value, ())) for value in state["theta"]]
        if ("theta" in state or first) and (self._t or self._binding.to_metric):
            self._set_rates(self._start)

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

    def _kept(self) -> dict[str, Any]:
        run = {"t": self._t, "hyper": dict(self._hyper), "own": self._own, "start": self._start}
        return {"optimizer": self._optimizer.state_dict(), "schedule": self._scheduler.state_dict(), **run}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        self._optimizer.load_state_dict(saved["optimizer"])
        self._scheduler.load_state_dict(saved["schedule"])
        self._t, self._hyper, self._own, self._start = (saved[k] for k in ("t", "hyper", "own", "start"))


def _key(name: str) -> str:
    return name.removeprefix("group/")
