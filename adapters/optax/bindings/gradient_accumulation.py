"""optax.MultiSteps, with the dtype of the gradients in place of its float32, and optax.apply_every.

Only compiled: eagerly, JAX would compile the branch in MultiSteps anew at each step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import jax.numpy as jnp
import optax

from goldstep.adapters.contract import Arrays, Setup, Unsupported
from goldstep.adapters.optax import transforms
from goldstep.adapters.optax.optimizers import Lengths, following


class Run(transforms.Run):
    """A run that counts within a window."""

    def step(self, gradients: Arrays, hyper: Mapping[str, float]) -> None:
        before = self._params
        super().step(gradients, hyper)
        if self._binding.make is make_guarded and bool(self._state.skip_state["should_skip"]):
            self._params, self._t = before, self._t - 1  # zero updates of a step that is none

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
    """A transform whose state has another name for each variant; a `guarded` one can leave out steps."""

    modes: Sequence[str] = ("jit",)
    guarded: bool = False

    def begin(self, setup: Setup) -> Run:
        alone, guarded = setup.variant.endswith("apply-every"), "guard" in setup.options
        if alone and guarded:
            raise Unsupported("optax.apply_every leaves out no step; optax.MultiSteps does")
        slots = {"acc": "grad_acc" if alone else "acc_grads"}
        made = make_guarded if guarded else make
        own = replace(self, slots=slots, make=_of_lengths(tuple(setup.lengths)) if setup.lengths else made)
        return Run(own, replace(setup, options=(), lengths=()))  # MultiSteps has a guard and lengths of its own


def make(lr: Any, h: Mapping[str, float], variant: str, skip: Any = None, lengths: Lengths = ()) -> Any:
    k: Any = following(lengths) if lengths else int(h["every"])
    if variant.endswith("apply-every"):
        return optax.apply_every(k)
    mean = not variant.endswith("sum")
    steps = optax.MultiSteps(optax.identity(), k, mean, should_skip_update_fn=skip, accumulator_dtype=None)
    return steps.gradient_transformation()


make_guarded = partial(make, skip=optax.skip_not_finite)


@cache
def _of_lengths(lengths: Lengths) -> Any:
    """The same with windows of these lengths, once for all runs, for each is compiled."""
    return partial(make, lengths=lengths)


BINDING = Accumulation(
    variants=("optax-0.2.8", "optax-0.2.8-sum", "optax-0.2.8-apply-every"),
    make=make,
    slots={},
    guarded=True,
    constant=("every",),  # a window that has begun would end elsewhere
)
