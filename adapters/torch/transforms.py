"""What torch does to gradients before the optimizer gets them: functions that change `.grad` in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Arrays, Contract, Objective, Setup, Unsupported

CONTRACT = Contract(constants="working", coefficients="working", scalars="working")


@dataclass
class Given:
    """What a transform is given besides parameters and hyperparameters.

    `slots` and `inputs` have one tensor a parameter; the transform writes into `slots` what it keeps.
    """

    variant: str
    foreach: bool
    t: int = 0
    slots: dict[str, list[torch.Tensor]] = field(default_factory=dict)
    inputs: dict[str, list[torch.Tensor]] = field(default_factory=dict)


@dataclass(frozen=True)
class Transform:
    """How one transform is spelled in torch.

    `apply(parameters, hyper, given)` changes the `.grad` of the parameters, or replaces it; what is there afterwards
    is what an optimizer gets. `slots(parameter, hyper)` makes the state of a parameter.
    `inputs` names what a step is given for each parameter: ``g`` becomes its gradient, ``w`` its value, and the rest
    lies in `given.inputs`.
    """

    variants: Sequence[str]
    apply: Callable[[list[torch.Tensor], Mapping[str, float], Given], None]
    slots: Callable[[torch.Tensor, Mapping[str, float]], dict[str, torch.Tensor]] = lambda p, hyper: {}
    inputs: Sequence[str] = ("g",)
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32", "bfloat16")
    modes: Sequence[str] = ("for-loop", "foreach")

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run:
    """One run of a transform; its `theta` is the gradient that came out of the last step."""

    def __init__(self, binding: Transform, setup: Setup) -> None:
        self._setup, self._binding, self._t = setup, binding, 0
        self._kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._params = [torch.zeros(p.shape, **self._kind, requires_grad=True) for p in setup.params]
        for p, start in zip(self._params, setup.params, strict=True):
            p.grad = torch.tensor(start, **self._kind)
        whole = list(range(len(self._params)))
        self._parts = [([i], own) for i, own in enumerate(setup.groups)] or [(whole, {})]
        each = [binding.slots(self._params[i], {**setup.hyper, **own}) for places, own in self._parts for i in places]
        self._slots = {slot: [made[slot] for made in each] for slot in each[0]}

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._t += 1
        inputs = self._named(gradients)
        with torch.no_grad():
            for p, g, w in zip(self._params, inputs.pop("g"), inputs.pop("w", self._params), strict=True):
                p.copy_(w)
                p.grad = g
        for places, own in self._parts:
            given = Given(self._setup.variant, self._setup.mode == "foreach", self._t)
            given.slots = {slot: [held[i] for i in places] for slot, held in self._slots.items()}
            given.inputs = {name: [held[i] for i in places] for name, held in inputs.items()}
            self._binding.apply([self._params[i] for i in places], {**hyper, **own}, given)
            for slot, held in given.slots.items():
                for i, x in zip(places, held, strict=True):
                    self._slots[slot][i] = x

    def _named(self, gradients: Arrays) -> dict[str, list[torch.Tensor]]:
        """The inputs by name; where there are several, arrays have an axis for them."""
        names = self._binding.inputs
        parts = [x[None] if len(names) == 1 else x for x in gradients]
        return {name: [torch.tensor(x[k], **self._kind) for x in parts] for k, name in enumerate(names)}

    def step_on(self, objective: Objective, hyper: Mapping[str, float]) -> None:
        raise Unsupported("a transform has no line search")

    def state(self) -> dict[str, Any]:
        slots = {slot: [_array(x) for x in held] for slot, held in self._slots.items()}
        return {"theta": [_array(p.grad) for p in self._params], **slots, "t": self._t}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        held = {**self._slots, "theta": [p.grad for p in self._params]}
        for slot in state.keys() & held.keys():
            for target, value in zip(held[slot], state[slot], strict=True):
                target.copy_(torch.tensor(np.reshape(value, target.shape)))


def _array(x: torch.Tensor) -> np.ndarray:
    return x.detach().to("cpu", torch.float64).numpy().copy()
