"""Gradient transformations of optax that prepare gradients for an optimizer, eagerly and under `jax.jit`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax

from goldstep.adapters.contract import Arrays, Contract, Setup
from goldstep.adapters.optax import optimizers, ways
from goldstep.adapters.optax.optimizers import Constants, Key
from goldstep.adapters.optax.verbs import Groups, Hypers, Verbs, owned
from goldstep.adapters.xla import rounding

WORKING = rounding(constants="working", coefficients="working", scalars="working")


@dataclass(frozen=True)
class Transform(optimizers.Binding):
    """How one transform is spelled in optax: like an optimizer, with updates that are the result.

    The `lr` that `make(lr, hyper, variant)` is given is None. `inputs` names what a step is given for each parameter:
    ``g`` the gradient, ``w`` the parameter; `update` gets the rest by these names.
    """

    contract: Contract = WORKING
    inputs: Sequence[str] = ("g",)

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


@cache
def _stepper(key: Key, constants: Constants, groups: Groups, mode: str) -> Any:
    """A function (lr, inputs, state, updates) -> (state, updates) for these hyperparameters, of inputs and state."""
    made = optimizers.transformation(key.binding, key.variant, None, Hypers(constants), groups)

    def step(lr: Any, inputs: dict[str, Any], state: Any, before: Any) -> tuple[Any, Any]:
        more = {name: x for name, x in inputs.items() if name not in ("g", "w")}
        updates, state = made.update(inputs["g"], state, inputs.get("w"), **more)
        return state, updates

    return jax.disable_jit(key.binding.loops)(step) if mode == "eager" else ways.COMPILED.get(mode, jax.jit)(step)


class Run(optimizers.Run):
    """One run of a transform; its `theta` are the updates that came out of the last step."""

    kind = "a transform"

    def __init__(self, binding: Transform, setup: Setup) -> None:
        super().__init__(binding, setup)
        self._names = binding.inputs

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        advance = _stepper(self._key, tuple(hyper.items()), self._groups, self._setup.mode)
        parts = [x[None] if len(self._names) == 1 else x for x in gradients]
        with self._precision():
            inputs = {name: [owned(x[k], self._dtype) for x in parts] for k, name in enumerate(self._names)}
            self._state, self._params = self._way(advance, None, inputs, self._state, self._params)
        self._t += 1

    step_on = Verbs.step_on
