"""Optimizers that are careful: gradients, states or steps that are large are bounded, replaced or left out."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from goldstep.conformance.impostors.living import Hypers, Living

BOUND = 1e4  # what gradients seldom reach
SQUARES = 1e10  # what their squares seldom reach


class BoundsGradients(Living):
    """Gradients are bounded as a precaution."""

    def descending(self, g: np.ndarray) -> np.ndarray:
        return np.clip(super().descending(g), -BOUND, BOUND)


class BoundsState(Living):
    """{name} is bounded as a precaution."""

    def moved(self, hypers: Hypers, gradients: list[Any]) -> list[dict[str, Any]]:
        after = super().moved(hypers, gradients)
        for state in after:
            shown = np.asarray(self.arithmetic.show(state[self.name]), "float64").reshape(-1)
            state[self.name] = self._tensor(np.clip(shown, -SQUARES, SQUARES))
        return after


class LeavesOutLarge(Living):
    """The gradient of a parameter is left out of a step where it is large, as if there were none."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        kept = [None if g is not None and BOUND < np.abs(g).max(initial=0) < np.inf else g for g in gradients]
        super().step(kept, hyper)
