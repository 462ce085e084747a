"""An optimizer of somebody else that is made and stepped as those of torch are."""

import copy
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import AdapterError, Arrays, Setup, Unsupported
from goldstep.adapters.torch import optimizers, places, running

_GIVEN: Mapping[str, Callable[[Sequence[torch.Tensor]], Any]] = {
    "parameters": list,
    "named": lambda params: [(f"parameter{i}", p) for i, p in enumerate(params)],
    "model": torch.nn.ParameterList,
}

ALL = ("load", "save", "restore", "add", "gradients", "told", "micro_step")
LEAF = "a leaf Variable that requires grad"  # as torch says where a step records what it does
PLAIN: Mapping[str, Mapping[str, Any]] = {"default": {}}


@dataclass(frozen=True)
class Opened(optimizers.Binding):
    """How an optimizer is spelled that need not be one of `torch.optim`: what can differ from those is said here.

    `modes` has the options of each way to make a step, `further` arguments of the constructor that are the same in all
    variants. `slots` are places, see `adapters.torch.places`, and so are `counts`, where steps are counted, from the
    given number on. `entries` says what the parameter groups hold, where it is something else than the `options`.
    `verbs` are what can be done besides steps, and `offers` the options of a set-up; one `with_closure` has to be given
    one at each step. `first` has hyperparameters that it is made with another one in place of. `given` is what it is
    made of: "parameters", "named" ones in pairs with their names, or a "model" that has them. `shaped` are slots
    as large as their parameter that it keeps in another shape, or as one number where all elements are the same.
    """

    modes: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: PLAIN)
    further: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=lambda: {"step": 0})
    entries: Mapping[str, str | tuple[str | float, ...]] | None = None
    dtypes: Sequence[str] = ("float64", "float32", "bfloat16")
    verbs: Sequence[str] = ALL
    with_closure: bool = False
    offers: Sequence[str] = ("guard",)
    first: Mapping[str, str] = field(default_factory=dict)
    given: str = "parameters"
    shaped: Sequence[str] = ()

    def begin(self, setup: Setup) -> "Run":
        if setup.device == "cuda" and not torch.cuda.is_available():
            raise Unsupported("no CUDA device on this machine")
        return Run(self, setup)

    @property
    def ways(self) -> tuple[str, ...]:
        return tuple(self.offers)

    def flags(self, mode: str) -> dict[str, Any]:
        return {**self.further, **self.modes[mode]}

    def held(self) -> "Opened":
        """The same with what parameter groups hold in place of the arguments."""
        return self if self.entries is None else replace(self, options=self.entries)


class Run(running.Run):
    """One run of it."""

    _binding: Opened

    def _parameter(self, values: np.ndarray) -> torch.Tensor:
        return torch.nn.Parameter(super()._parameter(values).detach())

    def _made(self) -> Any:
        binding, setup = self._binding, self._setup
        params = _GIVEN[binding.given](self._params)
        if len(self._own) > 1 or any(self._own):
            each = self._options(self._hyper)
            params = [{"params": ps, **told} for ps, told in zip(self._members(), each, strict=True)]
        begun = {name: self._hyper[first] for name, first in binding.first.items()}
        options = {**binding.told({**self._hyper, **begun}, setup.variant), **binding.flags(setup.mode)}
        options |= {"maximize": True} if "maximize" in setup.options else {}
        made = binding.make(setup.variant)(params, **options, **binding.chosen(setup.variant))
        if not hasattr(made, "param_groups"):
            raise AdapterError(f"expected a torch.optim.Optimizer to be made of parameters, got {type(made)}")
        for group, told in zip(made.param_groups, self._told, strict=False) if begun else ():
            self._way.change(group, told)
        if callable(getattr(made, "train", None)):  # one that has two modes of its own, as the schedule-free ones
            made.train()
        return made

    @property
    def _needs_closure(self) -> bool:
        return self._binding.with_closure

    def evaluate(self, on: bool) -> None:
        self._optimizer.eval() if on else self._optimizer.train()

    def _options(self, hyper: Mapping[str, float]) -> list[dict[str, Any]]:
        """What each parameter group holds of what may change."""
        held = self._binding.held()
        return [held.told({**hyper, **own}, self._setup.variant) for own in self._own]

    def _advance(self) -> bool:
        if self._guard:
            return self._guard.step(self._optimizer, self._clip if self._setup.max_norm else None)
        try:
            with self._closure.given() as arguments:
                self._optimizer.step(*arguments)
        except RuntimeError as error:
            if LEAF not in str(error):
                raise
            raise AdapterError(f"its step needs @torch.no_grad(), since torch says: {error}") from None
        return True

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        new = [self._parameter(p) for p in params]
        for own, members in zip(groups or [{}], [[p] for p in new] if groups else [new], strict=True):
            told = self._binding.held().told({**self._hyper, **own}, self._setup.variant)
            self._optimizer.add_param_group({"params": members, **told})
            self._group_of += [len(self._own)] * len(members)
            self._own.append(dict(own))
            self._told.append(told)
        self._params += new
        self._gradients += [torch.zeros_like(p) for p in new]
        self._counts += [0] * len(new)

    def _counted(self) -> dict[str, Any]:
        of_each = [(path, begin) for path, begin in self._binding.counts.items() if places.parted(path)[0] == "state"]
        for path, begin in of_each[:1]:
            held = places.read(self._optimizer, self._params, path)
            return {"counts": [0 if x is None else int(x) - begin for x in held]}
        return {}

    def state(self) -> dict[str, Any]:
        t = self._counts if len(set(self._counts)) > 1 else self._counts[0]
        state: dict[str, Any] = {"theta": [places.array(p) for p in self._params], "t": t}
        for slot, path in self._binding.slots.items():
            held = places.read(self._optimizer, self._params, path)
            begun = [x if n else None for x, n in zip(held, self._counts, strict=True)]
            if any(x is not None for x in begun):
                each = zip(begun, self._counts, self._params, strict=True)
                state[slot] = [None if not n else self._shown(slot, x, p) for x, n, p in each]
        return state

    def _shown(self, slot: str, x: Any, p: torch.Tensor) -> np.ndarray:
        held = places.array(x)
        held = np.zeros(0) if held is None else held
        if slot in self._binding.shaped:
            return held.reshape(p.shape) if held.size == p.numel() else np.broadcast_to(held, p.shape)
        return held.reshape(-1) if slot in self._binding.flat else held

    def load(self, state: Mapping[str, Any]) -> None:
        if "t" in state:
            self._counts = np.broadcast_to(state["t"], len(self._params)).tolist()
        if state.keys() - {"theta", "t"} and not all(p in self._optimizer.state for p in self._params):
            self._create_slots()
        with torch.no_grad():
            for p, value in zip(self._params, state.get("theta", ()), strict=False):
                p.copy_(torch.tensor(np.reshape(value, p.shape)))
        for slot in state.keys() & self._binding.slots.keys():
            places.write(self._optimizer, self._params, self._binding.slots[slot], state[slot])
        for path, begin in self._binding.counts.items() if "t" in state else ():
            places.write(self._optimizer, self._params, path, [n + begin for n in self._counts])

    def _create_slots(self) -> None:
        """State is created at the first step: take one, and put back all that is not created by it."""
        params = self._params
        kept, numbers = [p.detach().clone() for p in params], {}
        for path in self._numbers():
            numbers[path] = copy.deepcopy(places.read(self._optimizer, params, path))
        self._give([np.zeros(p.shape) for p in params])
        self._advance()
        with torch.no_grad():
            for p, value in zip(params, kept, strict=True):
                p.copy_(value)
        for path, values in numbers.items():
            places.write(self._optimizer, params, path, values)

    def kept(self) -> dict[str, list[np.ndarray | None]]:
        """All numbers that are kept, by place, for each parameter."""
        found = places.everything(self._optimizer, self._params)
        return {path: [places.array(x) for x in self.held(path)] for path in found}

    def held(self, path: str) -> list[Any]:
        """What lies in a place, for each parameter."""
        return places.read(self._optimizer, self._params, path)

    def group(self) -> dict[str, Any]:
        """What the first parameter group holds besides parameters."""
        held: dict[str, Any] = self._optimizer.param_groups[0]
        return {key: value for key, value in held.items() if key != "params"}

    def _numbers(self) -> list[str]:
        """The places of single numbers, which a step may move."""
        found = places.everything(self._optimizer, self._params)
        return [path for path in found if all(map(places.number, places.read(self._optimizer, self._params, path)))]

    def _kept(self) -> dict[str, Any]:
        return {**super()._kept(), "given": self._setup.hyper}

    def _taken(self, saved: Mapping[str, Any]) -> None:
        self._hyper, self._own = dict(saved["hyper"]), list(saved["own"])
        if self._binding.constant:  # what no state dict holds a training script gives anew
            self._told = self._options(self._hyper)
            self._optimizer = self._made()
        super()._taken(saved)

    def restore(self, saved: bytes) -> None:
        self._taken(torch.load(io.BytesIO(saved), weights_only=False))  # its own state dict, whatever that holds
