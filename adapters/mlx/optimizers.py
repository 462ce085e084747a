"""Optimizers of MLX, by `apply_gradients`, as `update` calls it; parameter groups are those of a `MultiOptimizer`."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.optimizers
import numpy as np
from mlx.utils import tree_flatten, tree_unflatten

from goldstep.adapters.contract import Setup
from goldstep.adapters.mlx.verbs import Hypers, Spelled, array, owned

Hyper = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Binding(Spelled):
    """How one algorithm is spelled in MLX.

    `optimizer` makes it of arguments, of which `options(hyper)` has those that are hyperparameters, which are
    attributes as well, and `chosen(variant)` those that choose the variant. `slots` maps our slots to names in the
    state of a parameter, which variants that are `stateless` have, too, and leave as it is.
    """

    optimizer: str
    options: Callable[[Hyper], dict[str, Any]]
    slots: Mapping[str, str] = field(default_factory=dict)
    chosen: Callable[[str], dict[str, Any]] = lambda variant: {}
    stateless: Sequence[str] = ()

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)

    def told(self, hyper: Hyper) -> dict[str, Any]:
        """The arguments that are made of given hyperparameters; the others are left to MLX."""
        return self.options(Hypers({name: x for name, x in hyper.items() if name not in self.fixed}))


class Run:
    """One run of an optimizer, with a part for each parameter group."""

    def __init__(self, binding: Binding, setup: Setup) -> None:
        self._binding, self._setup = binding, setup
        self._params = {_name(i): owned(p, setup.dtype) for i, p in enumerate(setup.params)}
        self._gradients: dict[str, mx.array] = {}
        groups: dict[str, list[str]] = {}
        for i, own in enumerate(setup.groups or [{}] * len(setup.params)):
            groups.setdefault(json.dumps(own, sort_keys=True), []).append(_name(i))
        self._own, self._members = [json.loads(own) for own in groups], list(groups.values())
        self._told = self._arguments(setup.hyper)
        self._build()

    def _arguments(self, hyper: Hyper) -> list[dict[str, Any]]:
        """Of each group."""
        return [self._binding.told({**hyper, **own}) for own in self._own]

    def _build(self) -> None:
        """Make what has been told, and its state."""
        make = getattr(mlx.optimizers, self._binding.optimizer)
        self._parts = [make(**told, **self._binding.chosen(self._setup.variant)) for told in self._told]
        self._optimizer = self._parts[0]
        if len(self._parts) > 1:
            filters = [lambda path, x, of=of: path in of for of in self._members[:-1]]
            self._optimizer = mlx.optimizers.MultiOptimizer(self._parts, filters)
        self._optimizer.init(self._params)

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Hyper) -> None:
        new = self._arguments(hyper)
        for part, told, now in zip(self._parts, self._told, new, strict=True):
            for name in (name for name, x in now.items() if told.get(name) != x):
                setattr(part, name, now[name])
        self._told = new
        self._gradients = {_name(i): owned(g, self._setup.dtype) for i, g in enumerate(gradients) if g is not None}
        self._params |= self._optimizer.apply_gradients(self._gradients, self._params)
        mx.eval(self._params, self._optimizer.state)

    def gradients(self) -> list[np.ndarray | None]:
        return [array(self._gradients[name]) if name in self._gradients else None for name in self._params]

    def told(self) -> dict[str, Any]:
        """The steps that MLX has counted."""
        return {"counts": [int(self._part(name).step) for name in self._params]}

    def _part(self, name: str) -> Any:
        """The optimizer of a parameter."""
        return next(part for part, of in zip(self._parts, self._members, strict=True) if name in of)

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"theta": [array(p) for p in self._params.values()], "t": int(self._parts[0].step)}
        each = [self._part(name).state[name] for name in self._params]
        for slot, key in self._slots.items():
            if any(key in held for held in each):
                state[slot] = [array(held[key]) if key in held else np.zeros(0) for held in each]
        return state

    @property
    def _slots(self) -> Mapping[str, str]:
        return {} if self._setup.variant in self._binding.stateless else self._binding.slots

    def load(self, state: Mapping[str, Any]) -> None:
        for i, (name, p) in enumerate(self._params.items()):
            if "theta" in state:
                self._params[name] = self._like(state["theta"][i], p)
            held = self._part(name).state[name]
            for slot, key in self._slots.items():
                if slot in state and key in held:
                    held[key] = self._like(state[slot][i], held[key])
        if "t" in state:
            for part in self._parts:
                part.state["step"] = mx.array(int(state["t"]), mx.uint64)

    def _like(self, values: Any, held: mx.array) -> mx.array:
        return owned(np.reshape(values, held.shape), self._setup.dtype)

    def save(self) -> bytes:
        """As MLX does it: the state as a flat tree, in a file of safetensors."""
        tree = {"params": self._params, "optimizer": self._optimizer.state}
        kept = {"own": self._own, "members": self._members, "told": self._told}
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder, "run.safetensors"))
            mx.save_safetensors(file, dict(tree_flatten(tree)), {"goldstep": json.dumps(kept)})
            return Path(file).read_bytes()

    def restore(self, saved: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "run.safetensors")
            file.write_bytes(saved)
            loaded: Any = mx.load(str(file), return_metadata=True)
            mx.eval(loaded[0])
        tensors, metadata = loaded
        kept, tree = json.loads(metadata["goldstep"]), tree_unflatten(list(tensors.items()))
        self._own, self._members, self._told = kept["own"], kept["members"], kept["told"]
        self._params = {name: tree["params"][name] for name in self._params}
        self._build()
        self._optimizer.state = tree["optimizer"]


def _name(i: int) -> str:
    """Of a parameter in the tree; what MLX reads back of numbers alone is a list."""
    return f"p{i}"
