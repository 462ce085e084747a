"""What a performer makes of batches that come in micro-batches: impostors are wrong in one of these."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from goldstep.adapters.contract import Setup
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.registry import family

WINDOW = "every"  # the hyperparameter that says how many micro-batches make an update
Part = tuple[float, list[np.ndarray]]  # the weight and the gradients of a micro-batch


class InParts:
    """The part of a performer that gathers micro-batches, limits what they give, and makes steps of it."""

    algorithm: Algorithm
    shapes: list[tuple[int, ...]]
    groups: Sequence[Mapping[str, float]]
    options: Sequence[str]
    step: Any
    sound: Any

    def begin(self, setup: Setup) -> None:
        """Before the first micro-batch."""
        self.max_norm, self.length_of = setup.max_norm, setup.length
        self.updates, self.parts = 0, list[Part]()

    def micro_step(
        self, gradients: Sequence[np.ndarray], weight: float, last: bool, hyper: Mapping[str, float]
    ) -> None:
        self.parts.append((weight, list(gradients)))
        if self.is_full(last):
            parts, self.parts = self.parts, []
            self.batch(parts, hyper)
            self.updates += 1

    @property
    def window(self) -> int:
        """How many micro-batches make this update."""
        return self.length_of(self.updates)

    def is_full(self, last: bool) -> bool:
        """Whether the window ends with the micro-batch that it has now."""
        return last or len(self.parts) == self.window

    def batch(self, parts: Sequence[Part], hyper: Mapping[str, float]) -> None:
        """The update by the micro-batches of a window."""
        pairs = list(zip(self.shares([weight for weight, _ in parts]), (given for _, given in parts), strict=True))
        if family(self.algorithm.name) != "loops":
            means = [np.add.reduce([share * given[i] for share, given in pairs]) for i in range(len(self.shapes))]
            self.step(self.clipped(means), {**hyper, **({WINDOW: 1.0} if WINDOW in hyper else {})})
        elif "guard" not in self.options or all(self.sound(given) for _, given in pairs):
            for share, given in [(0.0, pairs[0][1])] * (self.window - len(pairs)) + pairs:
                self.step([np.stack([self.window * share * a, b]) for a, b in given], hyper)

    def clipped(self, means: list[np.ndarray]) -> list[np.ndarray]:
        """The gradients, those of each group limited to the largest norm that they may have."""
        if not self.max_norm or not self.sound(means):
            return means
        return [g * min(1.0, self.max_norm / n) if n else g for g, n in zip(means, self.norms(means), strict=True)]

    def norms(self, gradients: Sequence[np.ndarray]) -> list[float]:
        """For each parameter the norm of the gradients of its group."""
        owns = [dict(own) for own in self.groups] or [{}] * len(gradients)
        squares = [float(np.sum(g * g)) for g in gradients]
        return [sum(x for x, other in zip(squares, owns, strict=True) if other == own) ** 0.5 for own in owns]

    def shares(self, weights: Sequence[float]) -> list[float]:
        """By what the gradient of each micro-batch is multiplied."""
        return [weight / sum(weights) for weight in weights]
