"""Optimizers that compute the right formula and live wrongly, made for every algorithm at once.

Each is a correct performer that is wrong in one way: in what it freezes, reads from others, keeps, counts or
shares; those in `resuming` in what they save and take up, those in `kernels` in what they do to memory. `misliving`
says which clause each breaks, and `whom` what it concerns.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import frexp
from typing import Any

import numpy as np

from goldstep.adapters.contract import Arrays, Setup
from goldstep.conformance.performer import Performer
from goldstep.reference.algorithm import Algorithm

Hypers = list[dict[str, Fraction]]


class Living(Performer):
    """A correct performer; `name` is the hyperparameter or state variable that a subclass is wrong about."""

    def __init__(self, algorithm: Algorithm, variant: str, name: str = "") -> None:
        super().__init__(algorithm, variant)
        self.name = name


class Frozen(Living):
    """{name} has for ever the value that it was constructed with."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step(gradients, {**hyper, self.name: self.given[self.name]})


class TooLate(Living):
    """A new value of {name} is used from the next step on."""

    heard: float | None = None

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        before = self.given[self.name] if self.heard is None else self.heard
        super().step(gradients, {**hyper, self.name: before})
        self.heard = hyper[self.name]


class Common(Living):
    """Every group has the common value of {name}."""

    def grouped(self, hyper: Mapping[str, float]) -> Hypers:
        right, common = super().grouped(hyper), self._hyper(hyper)
        return [{**each, self.name: common[self.name]} for each in right] if self.groups else right


class OfAnother(Living):
    """Every group has {name} of one of them."""

    def grouped(self, hyper: Mapping[str, float]) -> Hypers:
        right = super().grouped(hyper)
        return [{**each, self.name: right[-2][self.name]} for each in right] if self.groups else right


class OtherDefault(Living):
    """{name} has another default than the documented one."""

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        right = super()._hyper(given)
        return right if self.name in given else {**right, self.name: self._shifted(right[self.name])}

    def _shifted(self, value: Fraction) -> Fraction:
        hyper = self.algorithm.hyper(self.name)
        if hyper.integer:
            return value + 2 if value + 2 in hyper.domain else value + 1  # a warmup of one step is none
        return value / 2 if value else Fraction(1, 8)


class Clamped(Living):
    """{name} is kept a little above 0, where it may be 0."""

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        right = super()._hyper(given)
        return {**right, self.name: right[self.name] or Fraction(1, 2**10)}


class ClampedAbove(Living):
    """{name} is kept a little below 1, where it may be 1."""

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        right = super()._hyper(given)
        return {**right, self.name: min(right[self.name], 1 - Fraction(1, 2**14))}


class NoneIsZero(Living):
    """A gradient that is missing counts as one of zero."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        given = [
            np.zeros(self._given_shape(s)) if g is None else g for g, s in zip(gradients, self.shapes, strict=True)
        ]
        super().step(given, hyper)

    def _given_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        inputs = len(self.algorithm.inputs)
        return shape if inputs == 1 else (inputs, *shape)


class InSixteenBits(Living):
    """{name} is held in bfloat16."""

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        right = super()._hyper(given)
        return {**right, self.name: in_bfloat16(right[self.name])}


def in_bfloat16(value: Fraction) -> Fraction:
    """The number of eight bits next to a value."""
    mantissa, exponent = frexp(value)
    return Fraction(round(mantissa * 256)) * Fraction(2) ** (exponent - 8)


class CountsForAll(Living):
    """There is one count of steps, also for parameters that had no gradient in some of them."""

    def count(self) -> Any:
        return self.t


class CountStands(Living):
    """Steps are counted in bfloat16, where 256 and 1 are 256."""

    def count(self) -> Any:
        count = super().count()
        return [min(n, 256) for n in count] if isinstance(count, list) else min(count, 256)


class ZeroIsNone(Living):
    """A gradient of zeros counts as one that is missing."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step([g if g is not None and np.any(g) else None for g in gradients], hyper)


class JoinsAtTheCount(Living):
    """A parameter that joins a run has the count of those that were there."""

    def add(self, params: Arrays, groups: Sequence[Mapping[str, float]]) -> None:
        super().add(params, groups)
        self.behind = [0] * len(self.shapes)


class SharesState(Living):
    """{name} belongs to the class: the instance that was made last has it."""

    kept: list[Any] = []  # noqa: RUF012  (that is the fault)

    def init(self, setup: Setup) -> None:
        super().init(setup)
        SharesState.kept = [state[self.name] for state in self.states]

    def moved(self, hypers: Hypers, gradients: list[Any]) -> list[dict[str, Any]]:
        for state, x in zip(self.states, SharesState.kept, strict=False):
            state[self.name] = x if np.shape(x) == np.shape(state[self.name]) else state[self.name]
        after = super().moved(hypers, gradients)
        SharesState.kept = [state[self.name] for state in after]
        return after


class Descends(Living):
    """A function that is to grow is made to shrink."""

    def descending(self, g: np.ndarray) -> np.ndarray:
        return g


class TurnsUpdate(Living):
    """Where a function is to grow, {name} is turned around with the gradient."""

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        right = super()._hyper(given)
        return {**right, self.name: -right[self.name]} if "maximize" in self.options else right


class CountsLeftOut(Living):
    """An update that a guard leaves out counts as a step."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        self.t += "guard" in self.options and not self.sound(gradients)


class LeavesOutAlone(Living):
    """A guard leaves out the parameter whose gradient is not finite, and the others move."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        alone = [g if g is None or np.isfinite(g).all() else None for g in gradients]
        super().step(alone if "guard" in self.options else gradients, hyper)


class SkipsAsZero(Living):
    """A guard makes a step of zero gradients in place of one that is not finite."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        kept = "guard" not in self.options or self.sound(gradients)
        super().step(gradients if kept else [None if g is None else np.zeros_like(g) for g in gradients], hyper)


class MaskTurned(Living):
    """The weights that a mask of the decay names do not decay, and the others do."""

    def grouped(self, hyper: Mapping[str, float]) -> Hypers:
        right = super().grouped(hyper)
        if "mask" not in self.options:
            return right
        decay = self._hyper(hyper)["weight_decay"]
        return [{**each, "weight_decay": Fraction(0) if each["weight_decay"] else decay} for each in right]


class MaskFallsOff(Living):
    """A mask of the decay has no effect."""

    def grouped(self, hyper: Mapping[str, float]) -> Hypers:
        right, common = super().grouped(hyper), self._hyper(hyper)
        return [{**each, "weight_decay": common["weight_decay"]} for each in right] if "mask" in self.options else right


class TellsTheLastRate(Living):
    """The rates that are told are those of the step before."""

    rates: Sequence[float] = ()

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        self.rates = super().told()["rates"]
        super().step(gradients, hyper)

    def told(self) -> dict[str, Any]:
        return {"rates": self.rates} if self.t else super().told()


class TellsTheFirstRate(Living):
    """The rates that are told are all that of the first group."""

    def told(self) -> dict[str, Any]:
        right = super().told()
        return {**right, "rates": right["rates"][:1] * len(right["rates"])}


class TellsTheClippedNorm(Living):
    """The norm that is told is that of what came out."""

    def measured(self) -> dict[str, float]:
        right = super().measured()
        return {name: min(x, float(self.given["max_norm"])) for name, x in right.items()}


class NeverScalesUp(Living):
    """A loss scale that was halved stays there."""

    def scaled(self, sound: bool) -> None:
        before = self.scale
        super().scaled(sound)
        self.scale = min(before, self.scale)


class LeavesGradients(Living):
    """Clearing gradients clears none, so that they add up."""

    gathered: Sequence[np.ndarray | None] = ()

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        before = self.gathered or [None] * len(gradients)
        self.gathered = [g if g is None or h is None else g + h for g, h in zip(gradients, before, strict=True)]
        super().step(self.gathered, hyper)


class CountsNothing(Living):
    """The count of steps that is told and saved stands still, as nothing is computed with it."""

    def told(self) -> dict[str, Any]:
        return {**super().told(), "counts": [0] * len(self.shapes)}


class LeavesTheMode(Living):
    """A model is not put back into the mode in which it was."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        self.training = False


class ReplacesRate(Living):
    """The constructor of a schedule puts a new object in the place of that in which its caller keeps the rate."""

    def init(self, setup: Setup) -> None:
        super().init(setup)
        self.holder = object()


class SpoilsGradient(Living):
    """A step writes into the gradients that it holds."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        self.held = [None if g is None else 2.0 * g for g in gradients]

    def gradients(self) -> list[np.ndarray | None]:
        return self.held


class TurnsGradient(Living):
    """Where a function is to grow, the gradient itself is turned around."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step(gradients, hyper)
        turned = -1.0 if "maximize" in self.options else 1.0
        self.held = [None if g is None else turned * g for g in gradients]

    def gradients(self) -> list[np.ndarray | None]:
        return self.held
