"""Optimizers of tinygrad, one for each parameter group."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tinygrad import Context, Tensor, TinyJit
from tinygrad.nn import optim
from tinygrad.nn.state import get_state_dict, load_state_dict

from goldstep.adapters.contract import Contract, Setup

CONTRACT = Contract(constants="working", coefficients="working", scalars="working")
FUSED, JIT = "fused", "jit"
MODES = ("eager", FUSED, JIT)
ARGUMENTS = {"beta1": "b1", "beta2": "b2", "trust_coefficient": "tcoef"}  # where they are not called as ours
ATTRIBUTES = {"weight_decay": "wd"}  # where an optimizer calls them otherwise than its arguments
Hyper = Mapping[str, float]


@dataclass(frozen=True)
class Binding:
    """How one algorithm is spelled in tinygrad.

    `optimizer` makes it, with the arguments `chosen(variant)` and those that hyperparameters are called as; `values`
    makes of some hyperparameters arguments of other types. `slots` maps our slots to attributes of the optimizer, which
    a variant that `negates` keeps with the other sign. `fuses` says whether it can join all its parameters to one
    vector. `fixed`, `constant` and `bounds` are those of `Info`.
    """

    optimizer: str
    variants: Sequence[str]
    slots: Mapping[str, str] = field(default_factory=dict)
    chosen: Callable[[str], dict[str, Any]] = lambda variant: {}
    values: Callable[[dict[str, Any]], dict[str, Any]] = lambda hyper: hyper
    negates: Callable[[str], bool] = lambda variant: False
    fuses: bool = True
    fixed: Mapping[str, float] = field(default_factory=dict)
    constant: Sequence[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)

    def told(self, hyper: Hyper) -> dict[str, Any]:
        """The arguments that are made of given hyperparameters; the others are left to tinygrad."""
        held = {name: x for name, x in hyper.items() if name not in self.fixed}
        return {ARGUMENTS.get(name, name): x for name, x in self.values(held).items()}


class Run:
    """One run of an optimizer, or of several as an `OptimizerGroup`."""

    def __init__(self, binding: Binding, setup: Setup) -> None:
        self._binding, self._setup, self._t = binding, setup, 0
        self._params = [_tensor(p) for p in setup.params]
        self._gradients: list[Tensor] = []
        groups: list[tuple[dict[str, float], list[int]]] = []
        for i, own in enumerate(setup.groups or [{}] * len(self._params)):
            members = next((found for hyper, found in groups if hyper == dict(own)), None)
            if members is None:
                groups.append((dict(own), members := []))
            members.append(i)
        self._own, self._members = [own for own, _ in groups], [members for _, members in groups]
        self._told = self._arguments(setup.hyper)
        self._build()

    def _build(self) -> None:
        """Make what has been told, each part for its parameters."""
        self._parts = [self._made(told, members) for told, members in zip(self._told, self._members, strict=True)]
        self._optimizer = self._parts[0] if len(self._parts) == 1 else optim.OptimizerGroup(*self._parts)
        self._compiled = TinyJit(self._advance)

    def _arguments(self, hyper: Hyper) -> list[dict[str, Any]]:
        """Of each group."""
        return [self._binding.told({**hyper, **own}) for own in self._own]

    def _made(self, told: Mapping[str, Any], members: Sequence[int]) -> Any:
        make = getattr(optim, self._binding.optimizer)
        params = [self._params[i] for i in members]
        return make(params, **told, **self._binding.chosen(self._setup.variant), fused=self._setup.mode == FUSED)

    def _advance(self, *gradients: Tensor) -> None:
        for p, g in zip(self._params, gradients, strict=True):
            p.grad = g
        self._optimizer.step()

    def step(self, gradients: Sequence[np.ndarray], hyper: Hyper) -> None:
        self._tell(self._arguments(hyper))
        self._gradients = [_tensor(g) for g in gradients]
        with Context(TRAINING=1):
            (self._compiled if self._setup.mode == JIT else self._advance)(*self._gradients)
        self._t += 1

    def _tell(self, new: list[dict[str, Any]]) -> None:
        """Set what has changed; of it only the learning rate is no constant of what `TinyJit` has captured."""
        for part, told, now in zip(self._parts, self._told, new, strict=True):
            for name in (name for name, x in now.items() if told.get(name) != x):
                if name == "lr":
                    part.lr.assign(Tensor([now[name]], dtype=part.lr.dtype)).realize()
                else:
                    setattr(part, ATTRIBUTES.get(name, name), now[name])
                    self._compiled = TinyJit(self._advance)
        self._told = new

    def gradients(self) -> list[np.ndarray]:
        return [_array(g) for g in self._gradients]

    def state(self) -> dict[str, Any]:
        slots = {slot: [self._sign * x for x in self._held(slot)] for slot in self._kept}
        return {"theta": [_array(p) for p in self._params], **slots, "t": self._t}

    @property
    def _kept(self) -> list[str]:
        """The slots that the variant has: tinygrad makes no buffer without momentum."""
        return [slot for slot, name in self._binding.slots.items() if getattr(self._parts[0], name)]

    @property
    def _sign(self) -> int:
        return -1 if self._binding.negates(self._setup.variant) else 1

    def _held(self, slot: str) -> list[np.ndarray]:
        """What each parameter has in a slot."""
        found = [np.zeros(0)] * len(self._params)
        for part, members in zip(self._parts, self._members, strict=True):
            tensors = [_array(x) for x in getattr(part, self._binding.slots[slot])]
            if part.fused:
                tensors = np.split(tensors[0], part.pos_params[1:-1])
            for i, x in zip(members, tensors, strict=True):
                found[i] = x.reshape(self._params[i].shape)
        return found

    def load(self, state: Mapping[str, Any]) -> None:
        for p, value in zip(self._params, state.get("theta", ()), strict=False):
            _assign(p, value)
        for slot in (slot for slot in self._kept if slot in state):
            for part, members in zip(self._parts, self._members, strict=True):
                values = [self._sign * np.asarray(state[slot][i]) for i in members]
                if part.fused:
                    values = [np.concatenate([x.reshape(-1) for x in values])]
                for held, value in zip(getattr(part, self._binding.slots[slot]), values, strict=True):
                    _assign(held, value)
        if "t" in state:
            self._t = int(state["t"])
            for part in (part for part in self._parts if hasattr(part, "b1_t")):
                _assign(part.b1_t, _power(part.b1, self._t))
                _assign(part.b2_t, _power(part.b2, self._t))
        self._compiled = TinyJit(self._advance)

    def save(self) -> bytes:
        """The state dict of the optimizer, its parameters among it, in a file of NumPy: `safe_save` needs clang."""
        kept = {"t": self._t, "own": self._own, "members": self._members, "told": self._told}
        file = io.BytesIO()
        tensors = {name: x.numpy() for name, x in get_state_dict(self._optimizer).items()}
        np.savez(file, **tensors, kept=json.dumps(kept))
        return file.getvalue()

    def restore(self, saved: bytes) -> None:
        with np.load(io.BytesIO(saved)) as held:
            kept = json.loads(str(held["kept"]))
            tensors = {name: Tensor(held[name]) for name in held if name != "kept"}
        self._t, self._own, self._members, self._told = (kept[k] for k in ("t", "own", "members", "told"))
        self._build()
        load_state_dict(self._optimizer, tensors, verbose=False)


def _power(beta: float, t: int) -> np.ndarray:
    """The running product that `t` steps have made, in the float32 that tinygrad keeps it in."""
    product = np.float32(1)
    for _ in range(t):
        product = product * np.float32(beta)
    return np.array([product])


def _tensor(values: Any) -> Tensor:
    return Tensor(np.array(values, np.float32)).contiguous().realize()


def _assign(held: Tensor, value: Any) -> None:
    held.assign(Tensor(np.asarray(value, np.float32).reshape(held.shape))).realize()


def _array(x: Tensor) -> np.ndarray:
    return x.numpy().astype(np.float64)
