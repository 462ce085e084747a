"""Optimizers that are careful: what is large is bounded, replaced or left out; what is empty ends the step."""

import operator
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
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


class EndsAtEmpty(Living):
    """A parameter without elements ends the step: those behind it are left out, as if they had no gradients."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        reached = [True, *accumulate((g is None or g.size > 0 for g in gradients), operator.and_)]
        super().step([g if here else None for g, here in zip(gradients, reached, strict=False)], hyper)


class DecaysToZeroAtMost(Living):
    """Weight decay takes no more than the whole weight, as where 1 - lr · weight_decay is kept from falling below 0."""

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        right = super()._hyper(given)
        return {**right, self.name: min(right[self.name], 1 / right["lr"])} if right["lr"] else right
