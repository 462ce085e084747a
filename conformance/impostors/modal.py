"""Optimizers that are wrong in one way of running only, made for every algorithm at once.

Each is a correct performer that has two modes; in the first it is right, and in the one that is asked for it is wrong.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from goldstep.adapters.contract import Info, Setup
from goldstep.adapters.loading import Backend
from goldstep.conformance.performer import Performer
from goldstep.reference.algorithm import Algorithm, parameter

Gradients = Sequence[np.ndarray | None]


class Modal(Performer, ABC):
    """A correct performer in two modes, of which the second is judged on request."""

    mode = ""

    def info(self) -> Info:
        return replace(super().info(), modes=("usual", self.mode), requested=(self.mode,))

    def init(self, setup: Setup) -> None:
        super().init(setup)
        self.here = setup.mode == self.mode

    def step(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        if self.here:
            self.wrongly(gradients, hyper)
        else:
            super().step(gradients, hyper)

    def rightly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)

    @abstractmethod
    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        """The step of the mode in which it is wrong."""


class WithoutDecay(Modal):
    """A fused step forgets the weight decay."""

    mode = "fused"

    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        self.groups = [{k: x for k, x in group.items() if k != "weight_decay"} for group in self.groups]
        self.rightly(gradients, {**hyper, "weight_decay": 0.0})


class FrozenRate(Modal):
    """A learning rate that is a tensor has the value it had when the step was traced."""

    mode = "tensor-lr"
    traced: float | None = None

    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        self.traced = hyper.get("lr") if self.traced is None else self.traced
        self.rightly(gradients, hyper if self.traced is None else {**hyper, "lr": self.traced})


class StaleGuards(Modal):
    """A compiled step goes on with the hyperparameters that it was compiled with."""

    mode = "compile"
    compiled: Mapping[str, float] | None = None

    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        self.compiled = dict(hyper) if self.compiled is None else self.compiled
        self.rightly(gradients, self.compiled)


class LateRates(Modal):
    """A scan over steps pairs each gradient with the hyperparameters of the step before."""

    mode = "scan"
    before: Mapping[str, float] | None = None

    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        self.rightly(gradients, hyper if self.before is None else self.before)
        self.before = dict(hyper)


class MixedModels(Modal):
    """A step of several models at once takes the mean of their gradients, which is twice that of this one."""

    mode = "vmap"

    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        self.rightly([None if g is None else g * 2 for g in gradients], hyper)


class DonatedTwice(Modal):
    """A state variable is read after its memory was given to the new parameters."""

    mode = "donated"

    def wrongly(self, gradients: Gradients, hyper: Mapping[str, float]) -> None:
        for state in self.states:
            for name in state:
                if name != "theta" and np.shape(state[name]) == np.shape(state["theta"]):
                    state[name] = state["theta"]
        self.rightly(gradients, hyper)


MODAL: tuple[type[Modal], ...] = (WithoutDecay, FrozenRate, StaleGuards, LateRates, MixedModels, DonatedTwice)


def applies(kind: type[Modal], algorithm: Algorithm, variant: str) -> bool:
    """Whether an algorithm has what the impostor is wrong about."""
    own = algorithm.variant(variant)
    slots = algorithm.slots_of(own)
    if kind is DonatedTwice:
        return any(slot.shape is parameter for slot in slots)
    needed = {WithoutDecay: "weight_decay", FrozenRate: "lr"}.get(kind)
    return needed is None or (needed in own.defaults and needed not in [slot.start for slot in slots])


def backend(kind: type[Modal], algorithm: Algorithm, variant: str) -> Backend:
    return Backend(f"{kind.__name__}:{algorithm.name}", lambda: kind(algorithm, variant))
