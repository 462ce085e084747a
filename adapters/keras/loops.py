"""A training loop of Keras: what an optimizer does with the gradients of micro-batches, at weights that it moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldstep.adapters.contract import Setup, Unsupported
from goldstep.adapters.keras import optimizers
from goldstep.adapters.keras.backend import branches
from goldstep.adapters.keras.verbs import Verbs, array, tensor

SLOTS = {"acc": "_accumulated_gradients", **optimizers.MOMENTS, "ema": "_model_variables_moving_average"}


@dataclass(frozen=True, eq=False)
class Loop(optimizers.Binding):
    """A loop over micro-batches, each with a curvature and a target for every element."""

    optimizer: Any = "AdamW"
    options: Mapping[str, str | tuple[str | float, ...]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=lambda: SLOTS)
    jitted: bool = False

    def begin(self, setup: Setup) -> "Run":
        return Run(self, setup)


class Run(optimizers.Run):
    """One run of the loop."""

    kind = "a training loop of Keras"

    def __init__(self, binding: Loop, setup: Setup) -> None:
        super().__init__(binding, setup)
        self.load({"ema": setup.params})  # in place of zeros, which the first step makes nothing of

    def step(self, gradients: Sequence[Any], hyper: Mapping[str, float]) -> None:
        """The loss of a micro-batch is a (theta - b)^2 / 2 for each element."""
        if any(g is None for g in gradients):
            raise Unsupported(f"{self.kind} is given something for every parameter at every step")
        with self._precision():
            batches = [tensor(g, self._setup.dtype) for g in gradients]
            slopes = [array(a * (p - b)) for p, (a, b) in zip(self._params, batches, strict=True)]
        with branches():
            super().step(slopes, hyper)

    gradients = Verbs.gradients
