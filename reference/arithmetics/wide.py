"""Many steps in one evaluation: lanes filled from numbers, and parted where the steps take different branches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from goldstep.reference.algorithm import Algorithm, Shape, Variant
from goldstep.reference.arithmetics.lanes import Diverged, Spread, Whole
from goldstep.reference.reading import Reading, Recorder, State
from goldstep.reference.trajectory import one_step

Values = dict[str, tuple[list[Fraction], np.ndarray]]


@dataclass(frozen=True)
class Given:
    """The hyperparameters of a parameter in each lane: lane k has ``distinct[which[k]]``.

    `values` are those of each hyperparameter, and which of them each of `distinct` has; parts share them.
    """

    distinct: tuple[Mapping[str, Fraction], ...]
    which: np.ndarray
    values: Values

    @classmethod
    def of(cls, hypers: Sequence[Mapping[str, Fraction]]) -> "Given":
        distinct = {id(h): h for h in hypers}
        numbers = {key: k for k, key in enumerate(distinct)}
        which = np.array([numbers[id(h)] for h in hypers], dtype=np.intp)
        return cls(tuple(distinct.values()), which, {})

    @cached_property
    def hypers(self) -> dict[str, Any]:
        """Each hyperparameter: the one value that all lanes have, or a `Spread`."""
        return {name: self._of_lanes(*self._values(name)) for name in self.distinct[0]}

    def _of_lanes(self, values: list[Fraction], numbers: np.ndarray) -> Any:
        if len(values) == 1:
            return values[0]
        which = numbers[self.which]
        return values[which[0]] if (which == which[0]).all() else Spread(values, which)

    def _values(self, name: str) -> tuple[list[Fraction], np.ndarray]:
        if name not in self.values:
            each = [h[name] for h in self.distinct]
            numbers: dict[Fraction, int] = {}
            of = {key: numbers.setdefault(x, len(numbers)) for key, x in {id(x): x for x in each}.items()}
            self.values[name] = list(numbers), np.array([of[id(x)] for x in each])
        return self.values[name]

    @classmethod
    def in_a_row(cls, parts: Sequence["Given"]) -> "Given":
        """The lanes of several, one after the other."""
        first = parts[0]
        if all(part.distinct is first.distinct for part in parts):
            return first if len(parts) == 1 else replace(first, which=np.concatenate([part.which for part in parts]))
        every = cls.of([h for part in parts for h in part.distinct])  # what several have is there once
        ends = np.cumsum([len(part.distinct) for part in parts])[:-1]
        numbers = np.split(every.which, ends)
        return replace(every, which=np.concatenate([n[part.which] for n, part in zip(numbers, parts, strict=True)]))

    def part(self, lanes: np.ndarray) -> "Given":
        return replace(self, which=self.which[lanes])


@dataclass(frozen=True)
class Steps:
    """Steps of one algorithm from states of their own, one a lane.

    Of each parameter there are `t`, the number of the step in each lane, the hyperparameters `given`, `states` and
    `gradients` (values of an arithmetic, or float64 arrays from which they are made), and `shapes`.
    """

    t: tuple[np.ndarray, ...]
    given: tuple[Given, ...]
    states: tuple[State, ...]
    gradients: tuple[Any, ...]
    shapes: tuple[Shape, ...]

    @property
    def lanes(self) -> int:
        return len(self.t[0])

    def only(self, i: int) -> "Steps":
        """Those of one parameter."""
        return Steps((self.t[i],), (self.given[i],), (self.states[i],), (self.gradients[i],), (self.shapes[i],))

    def made(self, state: Callable[[str, Any], Any], gradient: Callable[[Any], Any]) -> "Steps":
        """The same with other values, such as those of an arithmetic in place of arrays."""
        states = tuple({name: state(name, x) for name, x in each.items()} for each in self.states)
        return replace(self, states=states, gradients=tuple(map(gradient, self.gradients)))

    def part(self, lanes: np.ndarray) -> "Steps":
        """Some of the lanes."""
        given = {id(g): g.part(lanes) for g in self.given}  # what parameters share stays shared
        t = {id(t): t[lanes] for t in self.t}
        some = self.made(lambda name, x: _lanes(x, lanes), lambda x: _lanes(x, lanes))
        return replace(some, t=tuple(t[id(x)] for x in self.t), given=tuple(given[id(g)] for g in self.given))

    def taken(self, reading: Reading) -> tuple[State, ...]:
        """The state of each parameter after the steps."""
        numbers = {id(t): _number(t) for t in self.t}
        hypers, t = [g.hypers for g in self.given], [numbers[id(x)] for x in self.t]
        try:
            each = {(id(g), id(t)): _coefficients(reading, g, t) for g, t in zip(self.given, self.t, strict=True)}
            coefficients = [each[id(g), id(t)] for g, t in zip(self.given, self.t, strict=True)]
            return one_step(reading, hypers, self.states, self.gradients, t, self.shapes, coefficients).states
        except Diverged as parted:
            first = np.broadcast_to(parted.first, (self.lanes,))
            ways = [np.flatnonzero(first), np.flatnonzero(~first)]
        return _merged(reading, [self.part(lanes).taken(reading) for lanes in ways], ways)


def _number(t: np.ndarray) -> Any:
    """The number of the step, where it is the same in all lanes; else that of each."""
    return int(t[0]) if (t == t[0]).all() else Whole(t)


def _coefficients(reading: Reading, given: Given, t: np.ndarray) -> Recorder:
    """The coefficients of each lane, worked out once for all that have the same hyperparameters and number."""
    distinct, first, place = np.unique(given.which * (int(t.max()) + 1) + t, return_index=True, return_inverse=True)
    with reading.arithmetic:
        if len(distinct) in (1, len(t)):
            return reading.coefficients(given.hypers, _number(t))
        try:
            found = reading.coefficients(given.part(first).hypers, _number(t[first]))
        except Diverged as parted:
            raise Diverged(np.broadcast_to(parted.first, (len(distinct),))[place]) from None
    return found.with_values({name: x.part(place) for name, x in found.values.items()})


def in_a_row(parts: Sequence[Steps]) -> Steps:
    """The lanes of several sets of steps of float64 arrays, one set after the other; the shapes are alike."""
    if len(parts) == 1:
        return parts[0]
    each = range(len(parts[0].shapes))
    states = tuple(
        {name: np.concatenate([p.states[i][name] for p in parts], axis=-1) for name in parts[0].states[i]} for i in each
    )
    gradients = tuple(np.concatenate([p.gradients[i] for p in parts], axis=-1) for i in each)
    given = tuple(Given.in_a_row([p.given[i] for p in parts]) for i in each)
    shared = all(x is part.t[0] for part in parts for x in part.t)
    t = [np.concatenate([part.t[i] for part in parts]) for i in (each[:1] if shared else each)]
    return Steps(tuple(t * len(each) if shared else t), given, states, gradients, parts[0].shapes)


def _lanes(x: Any, lanes: np.ndarray) -> Any:
    return x[..., lanes] if isinstance(x, np.ndarray) else x.part(lanes)


def _merged(reading: Reading, parts: Sequence[tuple[State, ...]], ways: Sequence[np.ndarray]) -> tuple[State, ...]:
    """The states of all lanes, from those of some and those of the others."""
    merge = reading.arithmetic.merge
    return tuple(
        {name: merge([state[name] for state in states], ways) for name in states[0]}
        for states in zip(*parts, strict=True)
    )


class Joint:
    """How lanes are laid out: a step a lane, and all parameters in one evaluation."""

    def __init__(self, shapes: tuple[Shape, ...], lanes: int) -> None:
        self.shapes, self.lanes = shapes, lanes

    def of(self, steps: Steps) -> list[Steps]:
        """Steps of float64 arrays, laid out as sets that are evaluated by themselves or beside those of other steps."""
        return [steps]

    def back(self, sets: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
        """What the steps left of a slot, (elements, lanes) of each parameter."""
        return [x for arrays in sets for x in arrays]


class Apart(Joint):
    """Each parameter by itself, so that those of the same shape are lanes beside each other."""

    def of(self, steps: Steps) -> list[Steps]:
        return [steps.only(i) for i in range(len(self.shapes))]


class Elements(Joint):
    """The elements of all parameters as lanes, where each goes its way alone."""

    @property
    def sizes(self) -> list[int]:
        return [prod(shape) for shape in self.shapes]

    def of(self, steps: Steps) -> list[Steps]:
        """The same steps, of one parameter that has one element."""
        each = [np.tile(np.arange(self.lanes), size) for size in self.sizes]
        states = {name: self._join([state[name] for state in steps.states]) for name in steps.states[0]}
        t = np.concatenate([t[lanes] for t, lanes in zip(steps.t, each, strict=True)])
        given = Given.in_a_row([g.part(lanes) for g, lanes in zip(steps.given, each, strict=True)])
        return [Steps((t,), (given,), (states,), (self._join(steps.gradients),), ((1,),))]

    def _join(self, arrays: Sequence[np.ndarray]) -> np.ndarray:
        """One tensor of those of all parameters; copies along a first axis stay apart."""
        copies = max(len(x) // size for x, size in zip(arrays, self.sizes, strict=True) if size)
        return np.concatenate([x.reshape(copies, -1) for x in arrays], axis=-1)

    def back(self, sets: Sequence[Sequence[np.ndarray]]) -> list[np.ndarray]:
        ((x,),) = sets
        sizes = [size * self.lanes for size in self.sizes]
        ends = np.cumsum(sizes).tolist()
        return [x[:, end - size : end].reshape(-1, self.lanes) for size, end in zip(sizes, ends, strict=True)]


def layout(algorithm: Algorithm, variant: Variant, shapes: tuple[Shape, ...], lanes: int) -> Joint:
    """The one with the fewest evaluations."""
    slots = {"theta", *(slot.name for slot in algorithm.slots_of(variant))}
    if not algorithm.coupling(variant) and not algorithm.scalars() & slots and any(map(prod, shapes)):
        return Elements(shapes, lanes)
    return (Joint if algorithm.couples == "all" else Apart)(shapes, lanes)
