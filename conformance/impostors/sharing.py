"""Optimizers that are right alone and wrong where a run is shared out, made for every algorithm at once.

Each is a correct performer with two modes; in the one that is declared to be shared, it computes what several processes
do that do not talk to each other as they should.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.adapters.contract import Info, Setup
from goldstep.conformance.impostors.living import Living
from goldstep.reference.trajectory import one_step

State = dict[str, Any]
Places = Callable[[int], np.ndarray]  # of the elements that a process has of so many


class Sharing(Living):
    """A performer that can be asked to share its runs out."""

    def info(self) -> Info:
        return replace(super().info(), modes=("alone", "shared"), shared=("shared",))

    def init(self, setup: Setup) -> None:
        super().init(setup)
        self.here = setup.mode == "shared"

    def moved(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[State]:
        return self.together(hypers, gradients) if self.here else super().moved(hypers, gradients)

    def together(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[State]:
        """What the processes make of a step."""
        return super().moved(hypers, gradients)

    def part(self, hypers: list[dict[str, Fraction]], gradients: list[Any], places: Places) -> dict[int, State]:
        """What a process makes of its elements, by parameter; it has no part in those of which it has none."""
        own = {i: found for i, s in enumerate(self.states) if len(found := places(np.size(s["theta"])))}
        states = [{name: self._taken(name, x, own[i]) for name, x in self.states[i].items()} for i in own]
        given = [None if gradients[i] is None else gradients[i][own[i]] for i in own]
        counts = self.count()
        t = [counts[i] for i in own] if isinstance(counts, list) else counts
        shapes = [(len(found),) for found in own.values()]
        after = one_step(self.reading, [hypers[i] for i in own], states, given, t, shapes).states
        return dict(zip(own, after, strict=True))

    def _taken(self, name: str, x: Any, own: Any) -> Any:
        return x if name in self.reading.scalars else x[own]


class LocalNorm(Sharing):
    """Each process has half of every tensor, and takes the norm of that."""

    def together(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[State]:
        first = self.part(hypers, gradients, lambda n: np.arange((n + 1) // 2))
        second = self.part(hypers, gradients, lambda n: np.arange((n + 1) // 2, n))
        return [self._joined(one, second.get(i)) for i, one in first.items()]

    def _joined(self, one: State, other: State | None) -> State:
        whole = {name: x for name, x in one.items() if other is None or name in self.reading.scalars}
        return {
            name: whole[name] if name in whole else np.concatenate([x, (other or {})[name]]) for name, x in one.items()
        }


class CountsTwice(Sharing):
    """The first element of every tensor is on two devices, and a norm counts it twice."""

    def together(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[State]:
        twice = self.part(hypers, gradients, lambda n: np.arange(n + 1) % n)
        return [{name: self._taken(name, x, slice(0, -1)) for name, x in state.items()} for state in twice.values()]


class StateOfAnother(Sharing):
    """{name} is that of the elements before, which another process has."""

    def together(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[State]:
        return [{**s, self.name: np.roll(s[self.name], 1)} for s in super().together(hypers, gradients)]


class Sums(Sharing):
    """The gradients of two processes are added up, where their mean is meant."""

    def step(self, gradients: Sequence[np.ndarray | None], hyper: Mapping[str, float]) -> None:
        super().step([None if g is None else g * (1 + self.here) for g in gradients], hyper)
