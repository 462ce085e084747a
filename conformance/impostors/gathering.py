"""Optimizers that are right with whole batches and wrong where these come in micro-batches.

Each is a correct performer but for the share that it gives to a micro-batch, or for where a window ends.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from goldstep.conformance.impostors.living import Living
from goldstep.conformance.in_parts import Part


class MeansWeighAlike(Living):
    """The means of micro-batches weigh alike, however many samples each has."""

    def shares(self, weights: Sequence[float]) -> list[float]:
        return [1 / len(weights)] * len(weights)


class DividesByFull(Living):
    """A window that is cut short is divided by the length of a full one."""

    def shares(self, weights: Sequence[float]) -> list[float]:
        return [share * len(weights) / self.window for share in super().shares(weights)]


class SumsUp(Living):
    """The gradients of all samples are summed and not divided."""

    def shares(self, weights: Sequence[float]) -> list[float]:
        return list(weights)


class CarriesWeight(Living):
    """A window is divided by the samples of the one before."""

    before = 0.0

    def shares(self, weights: Sequence[float]) -> list[float]:
        divisor, self.before = self.before or sum(weights), sum(weights)
        return [weight / divisor for weight in weights]


class MeanOverRanks(Living):
    """Each of two processes divides by the samples that it has, and the mean of both is taken."""

    def shares(self, weights: Sequence[float]) -> list[float]:
        ranks = [list(weights[k::2]) for k in range(min(2, len(weights)))]
        return [w / sum(ranks[k % 2]) / len(ranks) for k, w in enumerate(weights)]


class DropsShort(Living):
    """A window that is cut short makes no update, and is forgotten."""

    def batch(self, parts: Sequence[Part], hyper: Mapping[str, float]) -> None:
        if len(parts) == self.window:
            super().batch(parts, hyper)


class GoesOnAtTheEnd(Living):
    """A window does not end with the data, and takes in the first micro-batches of what follows."""

    def is_full(self, last: bool) -> bool:
        return super().is_full(last=False)


class KeepsTheRest(Living):
    """Of a window that is left out, the micro-batches that are finite stay gathered for the next one."""

    kept: Sequence[Part] = ()

    def batch(self, parts: Sequence[Part], hyper: Mapping[str, float]) -> None:
        sound = [part for part in parts if self.sound(part[1])]
        if "guard" in self.options and len(sound) < len(parts):
            self.kept = sound
            return
        rest, self.kept = self.kept, ()
        super().batch([*rest, *parts], hyper)


class LengthOfTheFirst(Living):
    """Every window is as long as the first one."""

    @property
    def window(self) -> int:
        return self.length_of(0)


class LengthOfTheLast(Living):
    """A window is as long as the one before should be."""

    @property
    def window(self) -> int:
        return self.length_of(max(self.updates - 1, 0))


class LengthByMicroSteps(Living):
    """The length of a window is that of the number of micro-batches, not of updates, before it."""

    seen = 0

    @property
    def window(self) -> int:
        return self.length_of(self.seen)

    def batch(self, parts: Sequence[Part], hyper: Mapping[str, float]) -> None:
        super().batch(parts, hyper)
        self.seen += len(parts)


class ClipsTogether(Living):
    """The gradients of all groups are limited by their common norm."""

    def norms(self, gradients: Sequence[np.ndarray]) -> list[float]:
        return [sum(float(np.sum(g * g)) for g in gradients) ** 0.5] * len(gradients)


class ClipsEachMicroBatch(Living):
    """The gradients of each micro-batch are limited, and their mean is not."""

    def batch(self, parts: Sequence[Part], hyper: Mapping[str, float]) -> None:
        limited = [(weight, super(ClipsEachMicroBatch, self).clipped(given)) for weight, given in parts]
        super().batch(limited, hyper)

    def clipped(self, means: list[np.ndarray]) -> list[np.ndarray]:
        return means


class ClipsTheSum(Living):
    """The gradients are limited before they are divided by the number of samples."""

    total = 1.0

    def shares(self, weights: Sequence[float]) -> list[float]:
        self.total = sum(weights)
        return super().shares(weights)

    def norms(self, gradients: Sequence[np.ndarray]) -> list[float]:
        return [self.total * norm for norm in super().norms(gradients)]
