"""pytorch_optimizer: its own optimizers, not those of `torch.optim` that it passes on, by loops and by foreach.

Bias corrections and step sizes are Python floats, hence the default contract. Tensors lie in `optimizer.state`;
the number of steps, and whatever else is one for all parameters, lies in the parameter group.
"""

import importlib
import inspect
import pkgutil
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import pytorch_optimizer
import torch

from goldstep.adapters.contract import Arrays, Contract, Info, Setup, Unsupported
from goldstep.adapters.pytorch_optimizer import bindings

Tensors = list[torch.Tensor]

CONTRACT = Contract()
_MODES = ("for-loop", "foreach")


@dataclass(frozen=True)
class Binding:
    """How one algorithm is spelled in pytorch_optimizer.

    `optimizers` gives for each variant the class that implements it. `options(hyper, variant)` are entries of the
    parameter group, which are set anew before each step; `fixed(variant)` are arguments of the constructor that the
    class keeps elsewhere. `slots` maps our slots to keys of `optimizer.state`, or of the group for those that the
    optimizer keeps once for all parameters; `negated` are those that it keeps with the other sign.
    `attributes(hyper, variant, dtype)` are set on the optimizer itself before each step. `others` are the entries
    of a second group, for parameters that are no matrices, where these are treated differently; a slot may have
    several keys then, of which each parameter has one. Where a step has more than one of `inputs`, `parted(inputs,
    hyper, t)` makes of them the gradients and what else `step` takes.
    `bounds` are those of `Info`.
    """

    optimizers: Mapping[str, str]
    options: Callable[[Mapping[str, float], str], dict[str, Any]]
    slots: Mapping[str, str | tuple[str, ...]]
    fixed: Callable[[str], dict[str, Any]] = lambda variant: {}
    attributes: Callable[[Mapping[str, float], str, torch.dtype], dict[str, Any]] = lambda h, variant, dtype: {}
    others: Callable[[Mapping[str, float], str], dict[str, Any]] | None = None
    contract: Contract = CONTRACT
    bounds: Mapping[str, str] = field(default_factory=dict)
    negated: tuple[str, ...] = ()
    inputs: int = 1
    parted: Callable[[Tensors, Mapping[str, float], int], tuple[Tensors, dict[str, Any]]] = lambda x, h, t: (x, {})

    @property
    def variants(self) -> Sequence[str]:
        return tuple(self.optimizers)

    @property
    def grows(self) -> bool:
        """Whether all of its classes can maximize."""
        classes = [getattr(pytorch_optimizer, name) for name in self.optimizers.values()]
        return all("maximize" in inspect.signature(c).parameters for c in classes)

    def key(self, slot: str, held: Mapping[str, Any]) -> str:
        """Under which of its keys a slot is held, if it is."""
        keys = self.slots.get(slot, slot)
        return keys if isinstance(keys, str) else next((k for k in keys if k in held), "")

    def sign(self, slot: str) -> int:
        return -1 if slot in self.negated else 1


@cache
def load_bindings() -> dict[str, Binding]:
    return {
        info.name: importlib.import_module(f"{bindings.__name__}.{info.name}").BINDING
        for info in pkgutil.iter_modules(bindings.__path__)
    }


class PytorchOptimizer:
    """One run of an optimizer of this library."""

    def info(self) -> Info:
        release, found = version("pytorch-optimizer"), load_bindings()
        return Info(
            name="pytorch-optimizer",
            version=release,
            algorithms={name: binding.variants for name, binding in found.items()},
            dtypes=("float64", "float32", "bfloat16"),
            modes=_MODES,
            devices=("cpu", "cuda"),
            contracts={name: b.contract for name, b in found.items() if b.contract != CONTRACT},
            bounds={name: b.bounds for name, b in found.items() if b.bounds},
            options={"maximize": [name for name, b in found.items() if b.grows]},
            environment={
                "pytorch-optimizer": release,
                "torch": torch.__version__,
                "threads": str(torch.get_num_threads()),
            },
        )

    def init(self, setup: Setup) -> None:
        if setup.device == "cuda" and not torch.cuda.is_available():
            raise Unsupported("no CUDA device on this machine")
        self._binding, self._variant, self._t = load_bindings()[setup.algorithm], setup.variant, 0
        self._hyper = setup.hyper
        kind = {"dtype": getattr(torch, setup.dtype), "device": setup.device}
        self._params = [torch.tensor(p, **kind, requires_grad=True) for p in setup.params]
        optimizer = getattr(pytorch_optimizer, self._binding.optimizers[setup.variant])
        groups, fixed = self._grouped(setup.hyper), dict(self._binding.fixed(setup.variant))
        if "maximize" in setup.options:
            fixed["maximize"] = True
        self._optimizer = optimizer(groups, foreach=setup.mode == "foreach", **fixed)
        self._set_attributes(setup.hyper)

    def _set_attributes(self, hyper: Mapping[str, float]) -> None:
        vars(self._optimizer).update(self._binding.attributes(hyper, self._variant, self._params[0].dtype))

    def _grouped(self, hyper: Mapping[str, float]) -> list[dict[str, Any]]:
        """The parameter groups: one, or one for matrices and one for the others."""
        binding, options = self._binding, self._binding.options(hyper, self._variant)
        if binding.others is None:
            return [{"params": self._params, **options}]
        matrices, rest = ([p for p in self._params if (p.ndim == 2) is wanted] for wanted in (True, False))
        groups = [{"params": matrices, **options}, {"params": rest, **binding.others(hyper, self._variant)}]
        return [group for group in groups if group["params"]]

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        self._hyper = hyper
        for group, new in zip(self._optimizer.param_groups, self._grouped(hyper), strict=True):
            group.update({key: value for key, value in new.items() if key != "params"})
        self._set_attributes(hyper)
        each = zip(gradients, self._params, strict=True)  # fresh ones, for some optimizers change them in place
        self._advance([torch.tensor(g, dtype=p.dtype, device=p.device) for g, p in each], self._t + 1)
        self._t += 1

    def _advance(self, inputs: Tensors, t: int) -> None:
        gradients, more = self._binding.parted(inputs, self._hyper, t)
        for p, g in zip(self._params, gradients, strict=True):
            p.grad = g
        self._optimizer.step(**more)

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"theta": [_array(p) for p in self._params], "t": self._t}
        created = [self._optimizer.state.get(p) for p in self._params]  # what the group holds counts from then on
        held = [{**self._group, **own} if own else {} for own in created]
        for slot in self._binding.slots:
            found = [h.get(self._binding.key(slot, h)) for h in held]
            if any(x is not None for x in found):
                sign = self._binding.sign(slot)
                state[slot] = [sign * _array(() if x is None else x) for x in found]  # empty where a parameter has none
        return state

    def load(self, state: Mapping[str, Any]) -> None:
        self._t = state.get("t", self._t)
        if not self._optimizer.state and state.keys() - {"theta", "t"}:
            self._create_slots()
        for group in self._optimizer.param_groups:
            group["step"] = self._t
        with torch.no_grad():
            for i, p in enumerate(self._params):
                for slot in state.keys() - {"t"}:
                    self._write(p, slot, self._binding.sign(slot) * np.asarray(state[slot][i]))

    def _write(self, p: torch.Tensor, slot: str, value: np.ndarray) -> None:
        held = {"theta": p} if slot == "theta" else self._optimizer.state[p]
        key = self._binding.key(slot, held)
        if isinstance(held.get(key), deque):
            held[key].clear()
            held[key].extend(torch.tensor(value, dtype=p.dtype, device=p.device)[-self._t :] if self._t else ())
        elif key in held:
            held[key].copy_(torch.tensor(value.reshape(held[key].shape)))
        elif value.size:
            self._group[key] = float(value)

    @property
    def _group(self) -> dict[str, Any]:
        return self._optimizer.param_groups[0]

    def _create_slots(self) -> None:
        """The library creates its state at the first step: take one that everything is overwritten after."""
        kept, groups = [p.detach().clone() for p in self._params], [dict(g) for g in self._optimizer.param_groups]
        copies = (self._binding.inputs,) if self._binding.inputs > 1 else ()
        self._advance([torch.zeros(copies + p.shape, dtype=p.dtype, device=p.device) for p in self._params], 1)
        for group, before in zip(self._optimizer.param_groups, groups, strict=True):
            group.update(before)
        with torch.no_grad():
            for p, value in zip(self._params, kept, strict=True):
                p.copy_(value)


def _array(x: Any) -> np.ndarray:
    if isinstance(x, deque):  # a window, which is not full at first
        held = [_array(i) for i in x]
        return np.stack([np.zeros_like(held[0])] * ((x.maxlen or 0) - len(held)) + held)
    if isinstance(x, torch.Tensor):
        return x.detach().to("cpu", torch.float64).numpy().copy()
    return np.array(x, np.float64)
