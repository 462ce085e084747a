"""Optimizers of Keras, stepped by `apply` and, on JAX, by the compiled `stateless_apply` by which `fit` trains."""

import io
import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

import keras
import numpy as np

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.keras import exchange
from goldstep.adapters.keras.backend import rounding
from goldstep.adapters.keras.verbs import Verbs, array, tensor

JIT = "jit"
Told = dict[str, Any]

ADAM = {
    "learning_rate": "lr",
    "beta_1": "beta1",
    "beta_2": "beta2",
    "epsilon": "eps",
    "weight_decay": "weight_decay",
}
MOMENTS = {"m": "_momentums", "v": "_velocities"}
MUON = {
    "learning_rate": "lr",
    "momentum": "momentum",
    "weight_decay": "weight_decay",
    "ns_steps": "ns_steps",
    "muon_a": "ns_a",
    "muon_b": "ns_b",
    "muon_c": "ns_c",
    "rms_rate": "rms_rate",
}


@dataclass(frozen=True, eq=False)
class Binding:
    """How one algorithm is spelled in Keras.

    `optimizer` is its class, or the name that it has in `keras.optimizers`. `options` says for each argument which
    hyperparameter it is, or of which it is a tuple, in which numbers stay as they are; `values` makes an argument of a
    hyperparameter where it is another number or type, and `more(hyper)` arguments of several. `chosen(variant)` has
    those that choose the variant.
    `slots` maps our slots to attributes of the optimizer: a list of variables, or one for all parameters; ``-name`` is
    kept negated. Where `has` says no, a parameter of that shape has nothing in a slot.
    `constant`, `bounds`, `dtypes` and `unreadable` are those of `Info`; what is no attribute cannot change in a run.
    """

    optimizer: str | Callable[..., Any]
    options: Mapping[str, str | tuple[str | float, ...]]
    slots: Mapping[str, str]
    variants: Sequence[str] = ("keras-3.15",)
    chosen: Callable[[str], Told] = lambda variant: {}
    values: Mapping[str, Callable[[float], Any]] = field(default_factory=dict)
    more: Callable[[Mapping[str, float]], Told] = lambda hyper: {}
    has: Callable[[str, tuple[int, ...]], bool] = lambda slot, shape: True
    contract: Contract = field(default_factory=rounding)
    constant: Sequence[str] = ()
    bounds: Mapping[str, str] = field(default_factory=dict)
    dtypes: Sequence[str] = ("float64", "float32")
    unreadable: Sequence[str] = ()
    jitted: bool = True

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)

    def told(self, hyper: Mapping[str, float]) -> Told:
        """The arguments that are made of given hyperparameters; the others are left to Keras."""
        told: Told = {}
        for argument, names in self.options.items():
            if not isinstance(names, str):
                told[argument] = tuple(self._value(x, hyper) if isinstance(x, str) else x for x in names)
            elif names in hyper:
                told[argument] = self._value(names, hyper)
        return told | self.more(hyper)

    def _value(self, name: str, hyper: Mapping[str, float]) -> Any:
        return self.values.get(name, float)(hyper[name])

    def made(self, variant: str, told: Told) -> Any:
        """The optimizer."""
        found = self.optimizer
        make = getattr(keras.optimizers, found) if isinstance(found, str) else found
        return make(**told, **self.chosen(variant))


@cache
def _compiled(binding: Binding, variant: str, told: tuple[tuple[str, Any], ...], dtype: str, shapes: Any) -> Any:
    """The step of an optimizer that only its variables tell from others: (parameters, its variables, gradients).

    `shapes` are those of the parameters.
    """
    optimizer = binding.made(variant, dict(told))
    _built(optimizer, [np.zeros(shape) for shape in shapes], dtype)

    def step(params: list[Any], variables: list[Any], gradients: list[Any]) -> Any:
        return optimizer.stateless_apply(variables, gradients, params)

    return import_module("jax").jit(step)


def _built(optimizer: Any, values: Arrays, dtype: str) -> list[Any]:
    """Its parameters, for which the optimizer has been built."""
    params = [keras.Variable(value, dtype=dtype, name=f"p{i}") for i, value in enumerate(values)]
    optimizer.build(params)
    return params


class Run(Verbs):
    """One run of an optimizer."""

    kind = "an optimizer of Keras"

    def __init__(self, binding: Binding, setup: Setup) -> None:
        super().__init__(setup)
        self._binding = binding
        self._told, self._gradients = binding.told(setup.hyper), list[Any]()
        with self._precision():
            self._build(binding.made(setup.variant, self._told))

    def _build(self, optimizer: Any) -> None:
        """Take up an optimizer."""
        self._optimizer = optimizer
        self._params = _built(optimizer, self._setup.params, self._setup.dtype)

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self._tell(self._binding.told(hyper))
        with self._precision(), warnings.catch_warnings(action="ignore", category=UserWarning):  # that there is none
            dtype = self._setup.dtype
            self._gradients = [None if g is None else tensor(g, dtype) for g in gradients]
            if self._setup.mode == JIT:
                self._advance_compiled()
            else:
                self._optimizer.apply(self._gradients, self._params)

    def _advance_compiled(self) -> None:
        setup, mine, theirs = self._setup, self._params, self._optimizer.variables
        told = tuple((name, x) for name, x in self._told.items() if name != "learning_rate")
        shapes = tuple(p.shape for p in setup.params)
        advance = _compiled(self._binding, setup.variant, told, setup.dtype, shapes)
        after = advance([x.value for x in mine], [x.value for x in theirs], self._gradients)
        for variable, value in zip([*mine, *theirs], [*after[0], *after[1]], strict=True):
            variable.assign(value)

    def _tell(self, told: Told) -> None:
        """Set what has changed, as attributes of the optimizer."""
        with self._precision():
            for name, value in told.items():
                if self._told.get(name) != value:
                    setattr(self._optimizer, name, value)
        self._told = told

    def gradients(self) -> list[np.ndarray | None]:
        return [None if g is None else array(g) for g in self._gradients]

    @property
    def _t(self) -> int:
        return int(array(self._optimizer._iterations))  # every one, where several make an update

    def told(self) -> dict[str, Any]:
        """The steps that Keras has counted."""
        return {"counts": [self._t] * len(self._params)}

    def state(self) -> dict[str, Any]:
        held = {slot: self._held(slot) for slot in self._binding.slots}
        shown = {slot: [self._signed(slot, array(x)) for x in xs] for slot, xs in held.items() if xs is not None}
        return {"theta": [array(p) for p in self._params], **shown, "t": self._t}

    def _held(self, slot: str) -> list[Any] | None:
        """What each parameter has in a slot, or None where the variant lacks it."""
        found = getattr(self._optimizer, self._binding.slots[slot].removeprefix("-"), None)
        if found is None or (isinstance(found, list) and not found):
            return None
        each = list(found) if isinstance(found, list) else [found] * len(self._params)
        shapes = [p.shape for p in self._setup.params]
        return [x if self._binding.has(slot, shape) else None for x, shape in zip(each, shapes, strict=True)]

    def _signed(self, slot: str, values: np.ndarray) -> np.ndarray:
        return -values if self._binding.slots[slot].startswith("-") else values

    def load(self, state: Mapping[str, Any]) -> None:
        with self._precision():
            for p, value in zip(self._params, state.get("theta", ()), strict=False):
                p.assign(np.reshape(value, p.shape))
            for slot in state.keys() & self._binding.slots.keys():
                for variable, value in zip(self._held(slot) or (), state[slot], strict=False):
                    if variable is not None:
                        variable.assign(self._signed(slot, np.reshape(value, variable.shape)))
            if "t" in state:
                self._optimizer._iterations.assign(int(state["t"]))

    def take(self, file: str) -> None:
        with self._precision():
            exchange.take(self._optimizer, file)

    def give(self, file: str) -> None:
        exchange.give(self._optimizer, self._params, file)

    def save(self) -> Any:
        """As Keras does it: the configuration, and the variables by their numbers, here in a file of NumPy."""
        store: dict[str, Any] = {}
        self._optimizer.save_own_variables(store)
        file, params = io.BytesIO(), {f"theta{i}": array(p) for i, p in enumerate(self._params)}
        arrays: dict[str, Any] = {**{f"own{k}": array(x) for k, x in store.items()}, **params}
        told = {name: x for name, x in self._told.items() if isinstance(x, int | float)}
        kept = {"config": self._optimizer.get_config(), "told": told}
        np.savez(file, **arrays, kept=json.dumps(kept))
        return file.getvalue()

    def restore(self, saved: Any) -> None:
        with np.load(io.BytesIO(saved)) as held, self._precision():
            kept = json.loads(str(held["kept"]))
            self._told = kept["told"]
            self._build(type(self._optimizer).from_config(kept["config"]))
            self._optimizer.load_own_variables({name[3:]: held[name] for name in held if name.startswith("own")})
            for i, p in enumerate(self._params):
                p.assign(held[f"theta{i}"])
