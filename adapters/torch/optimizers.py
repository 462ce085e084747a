"""Optimizers of `torch.optim`, in their for-loop, foreach and fused implementations."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Arrays, Contract, Objective, Setup, Unsupported

CONTRACT = Contract()  # coefficients are Python floats
FLAGS = {
    "for-loop": {"foreach": False, "fused": False},
    "foreach": {"foreach": True, "fused": False},
    "fused": {"foreach": False, "fused": True},
}


@dataclass(frozen=True)
class Joint:
    """An optimizer that takes a closure and keeps one state for all parameters.

    `read` gives the slots, one tensor a parameter, and `write` overwrites those that it is given; `search(objective)`
    has the options under which a step has a line search.
    """

    read: Callable[[torch.optim.Optimizer], dict[str, list[torch.Tensor]]]
    write: Callable[[torch.optim.Optimizer, Mapping[str, Any]], None]
    search: Callable[[Objective], dict[str, Any]]


@dataclass(frozen=True)
class Binding:
    """How one algorithm is spelled in torch.

    `options(hyper, variant)` gives the constructor's arguments; `slots` maps our slots to the keys of
    `optimizer.state`; `foreach` and `fused` say whether torch has these implementations of it.
    `flat` lists the slots that torch keeps in another shape than ours, with the same elements.
    Where a step has more than one of `inputs`, `gradient(inputs, parameter)` makes a gradient of them.
    """

    optimizer: str
    variants: Sequence[str]
    options: Callable[[Mapping[str, float], str], dict[str, Any]]
    slots: Mapping[str, str]
    fused: bool = False
    foreach: bool = True
    flat: Sequence[str] = ()
    contract: Contract = CONTRACT
    joint: Joint | None = None
    inputs: int = 1
    gradient: Callable[[np.ndarray, torch.Tensor], torch.Tensor] = lambda g, p: torch.tensor(
        g, dtype=p.dtype, device=p.device
    )

    @property
    def made(self) -> Any:
        """The class of the optimizer."""
        return getattr(torch.optim, self.optimizer)

    @property
    def ways(self) -> frozenset[str]:
        """The options of a set-up that it has."""
        grows = "maximize" in inspect.signature(self.made).parameters
        return frozenset(({"maximize"} if grows else set()) | (set() if self.joint else {"guard"}))

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Guard:
    """The gradient scaler of a loop in mixed precision, which leaves out the updates that would not be finite."""

    def __init__(self, device: str) -> None:
        self._scaler = torch.amp.GradScaler(device, init_scale=2.0**4, growth_interval=2**30)
        self._one = torch.ones((), device=device)

    def step(self, optimizer: torch.optim.Optimizer) -> bool:
        """Step with gradients that are those of a scaled loss; whether the update was made.

        Memory that nothing was written to is NaN in the meantime, so that a state which was only allocated shows.
        """
        scale = float(self._scaler.scale(self._one))
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        for p in parameters:
            p.grad = p.grad * scale
        strict = torch.are_deterministic_algorithms_enabled()
        torch.use_deterministic_algorithms(True, warn_only=True)
        try:
            self._scaler.step(optimizer)
        finally:
            torch.use_deterministic_algorithms(strict)
        self._scaler.update()
        return self._scaler.get_scale() == scale


class Run:
    """One run of a `torch.optim` optimizer."""

    def __init__(self, binding: Binding, setup: Setup) -> None:
        self._setup, self._binding = setup, binding
        has = {"fused": self._binding.fused, "foreach": self._binding.foreach}
        if not has.get(setup.mode, True):
            raise Unsupported(f"torch.optim.{self._binding.optimizer} has no {setup.mode} implementation")
        kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._params = [torch.tensor(p, **kind, requires_grad=True) for p in setup.params]
        flags = {k: v for k, v in FLAGS[setup.mode].items() if has[k]}
        common = self._binding.options(setup.hyper, setup.variant)  # Adagrad starts its state by the common ones
        more = {"maximize": True} if "maximize" in setup.options else {}
        self._optimizer = self._binding.made(self._grouped(setup.hyper), **common, **flags, **more)
        self._guard = Guard(setup.device) if "guard" in setup.options else None
        self._t = 0

    def _grouped(self, hyper: Mapping[str, float]) -> list[dict[str, Any]]:
        """The parameter groups: one, or one for each parameter where they have hyperparameters of their own."""
        setup, binding = self._setup, self._binding
        if not setup.groups:
            return [{"params": self._params, **binding.options(hyper, setup.variant)}]
        each = zip(self._params, setup.groups, strict=True)
        return [{"params": [p], **binding.options({**hyper, **own}, setup.variant)} for p, own in each]

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        for p, g in zip(self._params, gradients, strict=True):
            p.grad = self._binding.gradient(g, p)
        for group, new in zip(self._optimizer.param_groups, self._grouped(hyper), strict=True):
            group.update({key: value for key, value in new.items() if key != "params"})
        if self._guard:
            self._t += self._guard.step(self._optimizer)
            return
        self._optimizer.step(*([lambda: 0.0] if self._binding.joint else []))
        self._t += 1

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        joint = self._binding.joint
        if not joint:
            raise Unsupported(f"torch.optim.{self._binding.optimizer} has no line search")

        def closure() -> torch.Tensor:
            self._optimizer.zero_grad()
            value = _evaluated(objective, torch.cat([p.reshape(-1) for p in self._params]))
            value.backward()
            return value.detach()

        self._optimizer.param_groups[0].update(
            self._binding.options(hyper, self._setup.variant) | joint.search(objective)
        )
        self._optimizer.step(closure)
        self._t += 1

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"theta": [_array(p) for p in self._params], "t": self._t}
        if self._binding.joint:
            read = self._binding.joint.read(self._optimizer)
            return state | {slot: [_array(x) for x in tensors] for slot, tensors in read.items()}
        stored = [self._optimizer.state[p] for p in self._params]
        for slot, key in self._binding.slots.items():
            if any(isinstance(s.get(key), torch.Tensor) for s in stored):
                held = [_array(s[key]) if key in s else np.zeros(0) for s in stored]
                state[slot] = [x.reshape(-1) for x in held] if slot in self._binding.flat else held
        return state

    def load(self, state: Mapping[str, Any]) -> None:
        if self._binding.joint:
            self._binding.joint.write(self._optimizer, {name: x for name, x in state.items() if name != "theta"})
            state = {name: x for name, x in state.items() if name in ("theta", "t")}
        elif not self._optimizer.state and state.keys() - {"theta", "t"}:
            self._create_slots()
        with torch.no_grad():
            for i, p in enumerate(self._params):
                stored = self._optimizer.state[p]
                for slot in state.keys() - {"t"}:
                    key = self._binding.slots.get(slot)
                    if key and key not in stored:
                        continue  # not every parameter has each
                    target = stored[key] if key else p
                    target.copy_(torch.tensor(np.reshape(state[slot][i], target.shape)))
                if "t" in state and "step" in stored:
                    counter = torch.is_tensor(stored["step"])
                    stored["step"] = stored["step"].fill_(state["t"]) if counter else state["t"]
        self._t = state.get("t", self._t)

    def _create_slots(self) -> None:
        """torch creates its state at the first step: take one that everything is overwritten after."""
        kept = [p.detach().clone() for p in self._params]
        copies = (self._binding.inputs,) if self._binding.inputs > 1 else ()
        for p in self._params:
            p.grad = self._binding.gradient(np.zeros(copies + p.shape), p)
        self._optimizer.step()
        with torch.no_grad():
            for p, value in zip(self._params, kept, strict=True):
                p.copy_(value)


def _array(x: torch.Tensor) -> np.ndarray:
    return x.detach().to("cpu", torch.float64).numpy().copy()


def _evaluated(objective: Objective, x: torch.Tensor) -> torch.Tensor:
    if objective.name == "rosenbrock":
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    a, b = (torch.tensor(y, dtype=x.dtype, device=x.device) for y in (objective.matrix, objective.vector))
    return x @ (a @ x) / 2 - b @ x
