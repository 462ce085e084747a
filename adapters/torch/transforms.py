"""What torch does to gradients before the optimizer gets them: functions that change `.grad` in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Contract, Setup
from goldstep.adapters.torch.replicas import Averaged
from goldstep.adapters.torch.shards import like, shared_out, whole
from goldstep.adapters.torch.verbs import Verbs, given_to_all
from goldstep.adapters.torch.ways import DDP, FSDP2

FLAGS = ("for-loop", "foreach")
CONTRACT = Contract(constants="working", coefficients="working", scalars="working")


@dataclass
class Given:
    """What a transform is given besides parameters and hyperparameters.

    `slots` and `inputs` have one tensor a parameter; the transform writes into `slots` what it keeps.
    """

    variant: str
    foreach: bool
    options: Sequence[str] = ()
    t: int = 0
    slots: dict[str, list[torch.Tensor]] = field(default_factory=dict)
    inputs: dict[str, list[torch.Tensor]] = field(default_factory=dict)


@dataclass(frozen=True)
class Transform:
    """How one transform is spelled in torch.

    `apply(parameters, hyper, given)` changes the `.grad` of the parameters, or replaces it; what is there afterwards
    is what an optimizer gets; what it returns, if anything, is the norm that it found. `slots(parameter, hyper)` makes
    the state of a parameter. `inputs` names what a step is given for each parameter: ``g`` becomes its gradient, ``w``
    its value, and the rest lies in `given.inputs`. One that is `missing` minds no parameter that has no gradient.
    `ways` are the options that it has.
    """

    variants: Sequence[str]
    apply: Callable[[list[torch.Tensor], Mapping[str, float], Given], torch.Tensor | None]
    slots: Callable[[torch.Tensor, Mapping[str, float]], dict[str, torch.Tensor]] = lambda p, hyper: {}
    inputs: Sequence[str] = ("g",)
    missing: bool = False
    ways: Sequence[str] = ()
    contract: Contract = CONTRACT
    dtypes: Sequence[str] = ("float64", "float32", "bfloat16")
    modes: Sequence[str] = FLAGS

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(Verbs):
    """One run of a transform; its `theta` is the gradient that came out of the last step."""

    kind = "a transform"

    def __init__(self, binding: Transform, setup: Setup) -> None:
        super().__init__(setup)
        self._binding = binding
        self._average = Averaged() if setup.mode == DDP else None
        self._norm: torch.Tensor | None = None
        self._kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._params = [self._placed(torch.zeros(p.shape, **self._kind, requires_grad=True)) for p in setup.params]
        self._result = [torch.tensor(p, **self._kind) for p in setup.params]
        whole = list(range(self._count))
        self._parts = [([i], dict(own)) for i, own in enumerate(setup.groups)] or [(whole, {})]
        each = [binding.slots(self._params[i], {**setup.hyper, **own}) for places, own in self._parts for i in places]
        self._slots = {slot: [made[slot] for made in each] for slot in each[0]}

    def _placed(self, p: torch.Tensor) -> torch.Tensor:
        if self._setup.mode == DDP:
            return torch.nn.Parameter(p.detach())
        return shared_out(p.detach()) if self._setup.mode == FSDP2 else p

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        if not self._binding.missing:
            given_to_all(gradients, self.kind)
        self._t += 1
        inputs = self._named(gradients)
        with torch.no_grad():
            for p, g, w in zip(self._params, inputs.pop("g"), inputs.pop("w", self._params), strict=True):
                p.copy_(w)
                p.grad = None if g is None else like(g, p)
        if self._average:
            self._average(self._params)
        for places, own in self._parts:
            given = Given(self._setup.variant, self._setup.mode != "for-loop", self._setup.options, self._t)
            given.slots = {slot: [held[i] for i in places] for slot, held in self._slots.items()}
            given.inputs = {name: [held[i] for i in places] for name, held in inputs.items()}
            try:
                self._norm = self._binding.apply([self._params[i] for i in places], {**hyper, **own}, given)
            finally:  # whatever it has made of the gradients when it raises
                self._show()
            for slot, held in given.slots.items():
                for i, x in zip(places, held, strict=True):
                    self._slots[slot][i] = x

    def _show(self) -> None:
        self._result = [x if p.grad is None else p.grad for p, x in zip(self._params, self._result, strict=True)]

    def _named(self, gradients: Sequence[np.ndarray | None]) -> dict[str, list[Any]]:
        """The inputs by name; where there are several, arrays have an axis for them."""
        names = self._binding.inputs
        parts = [x[None] if x is not None and len(names) == 1 else x for x in gradients]
        return {
            name: [None if x is None else torch.tensor(x[k], **self._kind) for x in parts]
            for k, name in enumerate(names)
        }

    def state(self) -> dict[str, Any]:
        slots = {slot: [_array(x) for x in held] for slot, held in self._slots.items()}
        return {"theta": [_array(x) for x in self._result], **slots, "t": self._t}

    def told(self) -> dict[str, Any]:
        return {} if self._norm is None else {"norm": float(self._norm)}

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        held = {**self._slots, "theta": self._result}
        for slot in state.keys() & held.keys():
            for target, value in zip(held[slot], state[slot], strict=True):
                target.copy_(like(torch.tensor(np.reshape(value, target.shape)), target))

    def _kept(self) -> dict[str, Any]:
        return {"slots": self._slots, "result": self._result, "parts": self._parts, "t": self._t}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        self._slots, self._result, self._parts, self._t = (saved[k] for k in ("slots", "result", "parts", "t"))


def _array(x: torch.Tensor) -> np.ndarray:
    return whole(x.detach()).to("cpu", torch.float64).numpy().copy()
