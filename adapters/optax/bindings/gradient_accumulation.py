"""optax.MultiSteps, with the dtype of the gradients in place of its float32, and optax.apply_every.

Only compiled: eagerly, JAX would compile the branch in MultiSteps anew at each step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp
import optax

from goldstep.adapters.contract import Setup
from goldstep.adapters.optax import transforms


class Run(transforms.Run):
    """A run that counts within a window."""

    def load(self, state: Mapping[str, Any]) -> None:
        super().load(state)
        if "t" in state:
            for name in {"mini_step", "count"}:
                if optax.tree.get_all_with_path(self._state, name):
                    self._set(name)

    def _set(self, name: str) -> None:
        """The counter of each parameter group, or the one there is."""
        hyper, groups = self._setup.hyper, self._groups
        if not groups:
            within = jnp.asarray(self._t % int(hyper["every"]), jnp.int32)
            self._state = optax.tree.set(self._state, **{name: within})
            return
        inner = dict(self._state.inner_states)
        for i, own in enumerate(groups):
            within = jnp.asarray(self._t % int({**hyper, **dict(own)}["every"]), jnp.int32)
            inner[i] = optax.tree.set(inner[i], **{name: within})
        self._state = self._state._replace(inner_states=inner)


@dataclass(frozen=True)
class Accumulation(transforms.Transform):
    """A transform whose state has another name for each variant."""

    modes: Sequence[str] = ("jit",)

    def begin(self, setup: Setup) -> Run:
        field = "grad_acc" if setup.variant.endswith("apply-every") else "acc_grads"
        return Run(replace(self, slots={"acc": field}), setup)


def make(lr: Any, h: Mapping[str, float], variant: str) -> Any:
    k = int(h["every"])
    if variant.endswith("apply-every"):
        return optax.apply_every(k)
    mean = not variant.endswith("sum")
    return optax.MultiSteps(optax.identity(), k, mean, accumulator_dtype=None).gradient_transformation()


BINDING = Accumulation(
    variants=("optax-0.2.8", "optax-0.2.8-sum", "optax-0.2.8-apply-every"),
    make=make,
    slots={},
    constant=("every",),  # a window that has begun would end elsewhere
)
