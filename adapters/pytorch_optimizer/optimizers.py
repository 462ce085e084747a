"""Optimizers of this library, by loops and by foreach.

Tensors lie in `optimizer.state`; the number of steps, and whatever else is one for all parameters, lies in the
parameter group.
"""

import inspect
import io
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytorch_optimizer
import torch

from goldstep.adapters.contract import Arrays, Contract, Setup, Unsupported

Tensors = list[torch.Tensor]

CONTRACT = Contract()


class Hypers(dict[str, float]):
    """The hyperparameters that are given; what is needed of others shows that the library has no default for them."""

    def __missing__(self, name: str) -> float:
        raise Unsupported(f"{name} has no default in pytorch_optimizer by this name")


def given(hyper: Mapping[str, float], /, **options: str | tuple[str, ...]) -> dict[str, Any]:
    """The options whose hyperparameters are given, of which some take several; the others are left to the library."""
    made: dict[str, Any] = {}
    for option, names in options.items():
        if isinstance(names, str) and names in hyper:
            made[option] = hyper[names]
        elif not isinstance(names, str) and not hyper.keys().isdisjoint(names):
            made[option] = tuple(hyper[name] for name in names)
    return made


@dataclass(frozen=True)
class Binding:
    """How one algorithm is spelled in pytorch_optimizer.

    `optimizers` gives for each variant the class that implements it. `options(hyper, variant)` are entries of the
    parameter group; `fixed(variant)` are arguments of the constructor that the class keeps elsewhere. `slots` maps our
    slots to keys of `optimizer.state`, or of the group for those that the optimizer keeps once for all its parameters.
    `attributes(hyper, variant, dtype)` are set on the optimizer itself. `others` are the entries of a second group, for
    parameters that are no matrices, where these are treated differently; a slot may have several keys then, of which
    each parameter has one. Where a step has more than one of `inputs`, `parted(inputs, hyper, t)` makes of them the
    gradients and what else `step` takes. `negated` are slots that it keeps with the other sign. `counter` is the key of
    `optimizer.state` under which it counts the steps of all parameters, if not by groups. `constant`, `common` and
    `bounds` are those of `Info`.
    """

    optimizers: Mapping[str, str]
    options: Callable[[Mapping[str, float], str], dict[str, Any]]
    slots: Mapping[str, str | tuple[str, ...]]
    fixed: Callable[[str], dict[str, Any]] = lambda variant: {}
    attributes: Callable[[Mapping[str, float], str, torch.dtype], dict[str, Any]] = lambda h, variant, dtype: {}
    others: Callable[[Mapping[str, float], str], dict[str, Any]] | None = None
    contract: Contract = CONTRACT
    inputs: int = 1
    parted: Callable[[Tensors, Mapping[str, float], int], tuple[Tensors, dict[str, Any]]] = lambda x, h, t: (x, {})
    negated: tuple[str, ...] = ()
    counter: str = ""
    constant: Sequence[str] = ()
    common: Sequence[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)

    @property
    def variants(self) -> Sequence[str]:
        return tuple(self.optimizers)

    @property
    def grows(self) -> bool:
        """Whether all of its classes can maximize."""
        classes = [getattr(pytorch_optimizer, name) for name in self.optimizers.values()]
        return all("maximize" in inspect.signature(c).parameters for c in classes)

    def sign(self, slot: str) -> int:
        return -1 if slot in self.negated else 1

    def key(self, slot: str, held: Mapping[str, Any]) -> str:
        """Under which of its keys a slot is held, if it is."""
        keys = self.slots.get(slot, slot)
        return keys if isinstance(keys, str) else next((k for k in keys if k in held), "")

    def told(self, hyper: Mapping[str, float], variant: str, *, matrices: bool) -> dict[str, Any]:
        """The entries of a group, of matrices or of other parameters."""
        hyper = Hypers(hyper)
        return self.options(hyper, variant) if matrices or not self.others else self.others(hyper, variant)


class Run:
    """One run of an optimizer of this library."""

    def __init__(self, binding: Binding, setup: Setup) -> None:
        self._binding, self._setup, self._hyper = binding, setup, setup.hyper
        self._params = [self._parameter(p) for p in setup.params]
        self._gradients, self._to_none = [torch.zeros_like(p) for p in self._params], False
        self._counts = [0] * len(self._params)  # of each parameter the steps in which it had a gradient
        groups = self._grouped(setup.groups)
        self._own = [own for _, own in groups]  # hyperparameters of each parameter group
        self._matrices = [members[0].ndim == 2 for members, _ in groups]
        self._told = self._options(setup.hyper)
        made = getattr(pytorch_optimizer, binding.optimizers[setup.variant])
        self._company = [self._of_another_dtype()] if setup.groups and binding.inputs == 1 else []
        members = [self._company + groups[0][0], *(params for params, _ in groups[1:])]
        given = [{"params": params, **told} for params, told in zip(members, self._told, strict=True)]
        fixed = dict(binding.fixed(setup.variant))
        if "maximize" in setup.options:
            fixed["maximize"] = True
        self._optimizer = made(given, foreach=setup.mode == "foreach", **fixed)
        self._attributes: dict[str, Any] = {}
        self._tell_all(setup.hyper)

    def evaluate(self, on: bool) -> None:
        self._optimizer.eval() if on else self._optimizer.train()

    def _parameter(self, values: np.ndarray) -> torch.Tensor:
        return self._tensor(values).requires_grad_()

    def _of_another_dtype(self) -> torch.Tensor:
        """A parameter that users may have in the same group, of which the others must see nothing."""
        p = self._params[0]
        other = torch.float32 if p.dtype != torch.float32 else torch.float64
        return torch.full(p.shape, 0.5, dtype=other, device=p.device).requires_grad_()

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        return torch.tensor(values, dtype=getattr(torch, self._setup.dtype), device=self._setup.device)

    def _grouped(self, groups: Sequence[Mapping[str, float]]) -> list[tuple[Tensors, dict[str, float]]]:
        """The parameter groups: parameters that agree share one, but for matrices where others are treated differently.

        What stands beside gradients is taken in the order of the groups, which is that of the parameters then.
        """
        if groups and self._binding.inputs > 1:
            return [([p], dict(own)) for p, own in zip(self._params, groups, strict=True)]
        found: list[tuple[Tensors, dict[str, float]]] = []
        kinds: list[tuple[dict[str, float], bool]] = []  # what the parameters of a group agree in
        for p, own in zip(self._params, groups or [{}] * len(self._params), strict=True):
            kind = dict(own), p.ndim == 2 or self._binding.others is None
            if kind not in kinds:
                kinds.append(kind)
                found.append(([], dict(own)))
            found[kinds.index(kind)][0].append(p)
        return found

    def _options(self, hyper: Mapping[str, float]) -> list[dict[str, Any]]:
        each = zip(self._own, self._matrices, strict=True)
        return [self._binding.told({**hyper, **own}, self._setup.variant, matrices=is_2d) for own, is_2d in each]

    def _tell(self, hyper: Mapping[str, float]) -> None:
        """Set what has changed since it was told last; what else stands in the groups is for the library to keep."""
        if hyper == self._hyper:
            return
        new = self._options(hyper)
        for group, told, now in zip(self._optimizer.param_groups, self._told, new, strict=True):
            group.update({name: value for name, value in now.items() if value != told[name]})
        self._told = new
        self._tell_all(hyper)

    def _tell_all(self, hyper: Mapping[str, float]) -> None:
        """Set what the optimizer keeps once for all groups."""
        now = self._binding.attributes(Hypers(hyper), self._setup.variant, self._params[0].dtype)
        vars(self._optimizer).update({name: x for name, x in now.items() if self._attributes.get(name) != x})
        self._attributes, self._hyper = now, hyper

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self._tell(hyper)
        self._advance(gradients, max(self._counts) + 1)
        self._counts = [n + (g is not None) for n, g in zip(self._counts, gradients, strict=True)]

    def _advance(self, gradients: Sequence[np.ndarray | None], t: int) -> None:
        """The same tensors get the new values each time, so that one that was kept shows it.

        Where there are groups the optimizer clears gradients, as in a loop: new ones are added to what it leaves.
        """
        if self._binding.inputs > 1:
            there = [g for g in gradients if g is not None]
            if len(there) < len(gradients):
                raise Unsupported(
                    f"{type(self._optimizer).__name__} takes its inputs for every parameter at every step"
                )
            given, more = self._binding.parted([self._tensor(g) for g in there], self._hyper, t)
            for p, g in zip(self._params, given, strict=True):
                p.grad = g
            self._optimizer.step(**more)
            return
        self._clear()
        for p in self._company:
            p.grad = torch.ones_like(p)
        for p, held, x in zip(self._params, self._gradients, gradients, strict=True):
            if x is None or p.grad is None:
                p.grad = None if x is None else held.copy_(torch.tensor(x))
            else:
                p.grad.add_(torch.tensor(x, dtype=p.dtype, device=p.device))
        self._optimizer.step()

    def _clear(self) -> None:
        """Clear gradients; in company, the optimizer does it, by turns to zeros and to none."""
        if self._company:
            self._optimizer.zero_grad(set_to_none=self._to_none)
            self._to_none = not self._to_none
            return
        for p in self._params:
            p.grad = None

    def gradients(self) -> list[torch.Tensor | None]:
        """Those that a step has to leave as they are: of several inputs none is the gradient as it was given."""
        return [p.grad if self._binding.inputs == 1 else None for p in self._params]

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        new = [self._parameter(p) for p in params]
        for p, own in zip(new, groups or [{}] * len(new), strict=True):
            told = self._binding.told({**self._hyper, **own}, self._setup.variant, matrices=p.ndim == 2)
            self._optimizer.add_param_group({"params": [p], **told})
            self._own.append(dict(own))
            self._matrices.append(p.ndim == 2)
            self._told.append(told)
        self._params += new
        self._gradients += [torch.zeros_like(p) for p in new]
        self._counts += [0] * len(new)

    def state(self) -> dict[str, Any]:
        t = self._counts if len(set(self._counts)) > 1 else self._counts[0]
        state: dict[str, Any] = {"theta": [_array(p) for p in self._params], "t": t}
        created = [(p, self._optimizer.state.get(p)) for p in self._params]  # what the group holds counts from then on
        held = [{**self._group(p), **own} if own else None for p, own in created]
        for slot in self._binding.slots:
            found = [h.get(self._binding.key(slot, h)) if h else None for h in held]
            if any(x is not None for x in found):
                sign = self._binding.sign(slot)
                state[slot] = [
                    None if h is None else sign * _array(() if x is None else x)
                    for h, x in zip(held, found, strict=True)
                ]  # empty where a parameter has none
        return state

    def load(self, state: Mapping[str, Any]) -> None:
        if "t" in state:
            self._counts = np.broadcast_to(state["t"], len(self._params)).tolist()
        if not self._optimizer.state and state.keys() - {"theta", "t"}:
            self._create_slots()
        for i, p in enumerate(self._params):
            self._group(p)["step"] = self._counts[i]
        if self._binding.counter in self._optimizer.state:
            self._optimizer.state[self._binding.counter].fill_(max(self._counts))
        with torch.no_grad():
            for i, p in enumerate(self._params):
                for slot in state.keys() - {"t"}:
                    self._write(i, p, slot, self._binding.sign(slot) * np.asarray(state[slot][i]))

    def _write(self, i: int, p: torch.Tensor, slot: str, value: np.ndarray) -> None:
        held, t = {"theta": p} if slot == "theta" else self._optimizer.state[p], self._counts[i]
        key = self._binding.key(slot, held)
        if isinstance(held.get(key), deque):
            held[key].clear()
            held[key].extend(self._tensor(value)[-t:] if t else ())
        elif key in held:
            held[key].copy_(torch.tensor(value.reshape(held[key].shape)))
        elif value.size:
            self._group(p)[key] = float(value)

    def _group(self, p: torch.Tensor) -> dict[str, Any]:
        """The parameter group that a parameter is in."""
        groups: list[dict[str, Any]] = self._optimizer.param_groups
        return next(group for group in groups if any(p is member for member in group["params"]))

    def _create_slots(self) -> None:
        """The library creates its state at the first step: take one that everything is overwritten after."""
        kept, groups = [p.detach().clone() for p in self._params], [dict(g) for g in self._optimizer.param_groups]
        copies = (self._binding.inputs,) if self._binding.inputs > 1 else ()
        self._advance([np.zeros(copies + p.shape) for p in self._params], 1)
        for group, before in zip(self._optimizer.param_groups, groups, strict=True):
            group.update(before)
        with torch.no_grad():
            for p, value in zip(self._params, kept, strict=True):
                p.copy_(value)

    def save(self) -> bytes:
        """As training scripts do it: `torch.save` of the state dict."""
        told = {"hyper": dict(self._hyper), "own": self._own, "told": self._told, "counts": self._counts}
        file, params = io.BytesIO(), [p.detach() for p in self._params]
        torch.save({"optimizer": self._optimizer.state_dict(), "params": params, **told}, file)
        return file.getvalue()

    def restore(self, saved: bytes) -> None:
        held = torch.load(io.BytesIO(saved), weights_only=False)
        self._optimizer.load_state_dict(held["optimizer"])
        with torch.no_grad():
            for p, value in zip(self._params, held["params"], strict=True):
                p.copy_(value)
        self._hyper, self._own, self._told, self._counts = (held[k] for k in ("hyper", "own", "told", "counts"))
        self._attributes = self._binding.attributes(Hypers(self._hyper), self._setup.variant, self._params[0].dtype)


def _array(x: Any) -> np.ndarray:
    if isinstance(x, deque):  # a window, which is not full at first
        held = [_array(i) for i in x]
        return np.stack([np.zeros_like(held[0])] * ((x.maxlen or 0) - len(held)) + held)
    if isinstance(x, torch.Tensor):
        return x.detach().to("cpu", torch.float64).numpy().copy()
    return np.array(x, np.float64)
