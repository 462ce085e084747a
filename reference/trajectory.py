"""Runs an algorithm over the inputs of a case and keeps every quantity of every step."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from goldstep.reference.algorithm import Algorithm, Variant, double_of
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.reading import Reading, Recorder, State
from goldstep.reference.registry import get

Values = tuple[Fraction, ...]


@dataclass(frozen=True)
class MicroBatch:
    """A part of a batch: how many samples it has, the mean of their gradients, and whether the data end with it."""

    weight: Fraction
    gradients: tuple[Values, ...]
    last: bool = False


@dataclass(frozen=True)
class Case:
    """Inputs, all exact: initial parameters, gradients of each step, hyperparameters and their changes.

    `gradients[k][i]` belongs to parameter i at step `done` + k + 1; `changes[t]` takes effect at step t and stays.
    An algorithm with several inputs has them one after the other in the gradient of a parameter.
    `groups` has hyperparameters for each parameter that hold for it alone, in place of the common ones.
    A case that begins in the middle of a run has `done` steps behind it and says in `state` what they left.
    `absent` has (step, parameter) where there is no gradient: the parameter takes no part in the step, and what
    `gradients` has there means nothing. `joins` has the step before which a parameter is added to a run, for those that
    are not there from the beginning; `silent` names hyperparameters that a backend is not told, since they have their
    defaults. At the steps in `spoilt` a backend is given an infinity or a NaN: of (parameter, element) the value that
    stands there in place of what `gradients` has; the step is left out, so that no parameter takes part in it.
    `options` are those of the set-up that say how a backend is to run.
    Where there are `parts`, a backend is given those of a step, or nothing, in place of what `gradients` has; an update
    comes after each `window` of them, or of its own one of `lengths`, and after one with which the data end.
    Where there is a `max_norm`, a backend limits the gradients of each parameter group to it before an update.
    """

    name: str
    algorithm: str
    variant: str
    hyper: Mapping[str, Fraction]
    shapes: tuple[tuple[int, ...], ...]
    params: tuple[Values, ...]
    gradients: tuple[tuple[Values, ...], ...]
    changes: Mapping[int, Mapping[str, Fraction]] = field(default_factory=dict)
    about: str = ""
    done: int = 0
    state: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    groups: tuple[Mapping[str, Fraction], ...] = ()
    absent: frozenset[tuple[int, int]] = frozenset()
    joins: Mapping[int, int] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    spoilt: Mapping[int, Mapping[tuple[int, int], float]] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    parts: Mapping[int, tuple[MicroBatch, ...]] = field(default_factory=dict)
    window: int = 0
    lengths: tuple[int, ...] = ()
    max_norm: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        inexact = [
            k
            for h in (self.hyper, *self.changes.values(), *self.groups)
            for k, v in h.items()
            if not isinstance(v, Fraction)
        ]
        if inexact:
            raise OutOfDomain(f"{self.id}: {', '.join(inexact)} must be exact Fractions, see exact_double")
        sizes = [prod(shape) for shape in self.shapes]
        given = [len(get(self.algorithm).inputs) * size for size in sizes]
        steps = [(f"gradients of step {t}", g, given) for t, g in enumerate(self.gradients, self.done + 1)]
        for label, tensors, needed in [("parameters", self.params, sizes), *steps]:
            if [len(x) for x in tensors] != needed:
                raise OutOfDomain(f"{self.id}: {label} have sizes {[len(x) for x in tensors]}, shapes need {needed}")
        if self.groups and len(self.groups) != len(sizes):
            raise OutOfDomain(f"{self.id}: {len(self.groups)} groups of hyperparameters for {len(sizes)} parameters")
        self.hypers_of(self.done + len(self.gradients))
        early = {(t, i) for i, joined in self.joins.items() for t in range(self.done + 1, joined)}
        left_out = {(t, i) for t in self.spoilt for i in range(len(self.shapes))}
        object.__setattr__(self, "absent", self.absent | early | left_out)

    def __hash__(self) -> int:
        return hash((self.id, self.done))

    @property
    def id(self) -> str:
        return f"{self.algorithm}/{self.name}@{self.variant}"

    def at(self, done: int, gradients: tuple[tuple[Values, ...], ...], state: Mapping[str, Any]) -> "Case":
        """The same case, without changes, in another place of a run; what is valid of this one is not checked again."""
        assert self._slot_shapes is not None
        assert self._float_hypers is not None  # they are there from now on, and shared
        other = copy(self)
        for name in ("float_gradients", "float_state"):
            other.__dict__.pop(name, None)
        other.__dict__.update(done=done, gradients=gradients, state=state, changes={})
        return other

    def slot_shapes(self, name: str) -> tuple[tuple[int, ...], ...]:
        """The shape of the slot `name` (or of theta) for each parameter."""
        if name not in self._slot_shapes:
            slot = next((slot for slot in get(self.algorithm).slots if slot.name == name), None)
            hyper = self.hypers_at(self.done + 1)
            self._slot_shapes[name] = tuple(slot.shape(s, hyper) if slot else s for s in self.shapes)
        return self._slot_shapes[name]

    @property
    def input_shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shape of each gradient array; several inputs lie along a first axis."""
        n = len(get(self.algorithm).inputs)
        return self.shapes if n == 1 else tuple((n, *shape) for shape in self.shapes)  # no input: no number

    @property
    def loaded(self) -> bool:
        """Whether it begins in the middle of a run, so that a backend has to load a state."""
        return bool(self.done or self.state)

    @property
    def steps(self) -> range:
        """The step numbers of the case, counted from the start of the run."""
        return range(self.done + 1, self.done + len(self.gradients) + 1)

    def gradient(self, t: int) -> tuple[Values, ...]:
        return self.gradients[t - self.done - 1]

    def counts(self, t: int) -> list[int]:
        """How many gradients each parameter has had after step `t`: what its own count of steps is."""
        return [t - sum(step <= t and k == i for step, k in self.absent) for i in range(len(self.shapes))]

    def given_at(self, t: int, parameter: int | None = None) -> dict[str, Fraction]:
        """The hyperparameters of the variant in force at step `t`: the common ones, or those of a parameter."""
        given = dict(self.hyper)
        for since in sorted(self.changes):
            if since <= t:
                given.update(self.changes[since])
        if parameter is not None and self.groups:
            given.update(self.groups[parameter])
        return given

    def hypers_at(self, t: int, parameter: int | None = None) -> dict[str, Fraction]:
        """All hyperparameters in force at step `t`, neutral ones included; raises OutOfDomain."""
        since = max((step for step in self.changes if step <= t), default=0) if self.changes else 0
        key = (since, parameter if self.groups else None)
        if key not in self._complete:
            algorithm = get(self.algorithm)
            self._complete[key] = algorithm.complete(algorithm.variant(self.variant), self.given_at(t, parameter))
        return self._complete[key]

    def hypers_of(self, t: int) -> list[dict[str, Fraction]]:
        """The hyperparameters in force at step `t` for each parameter."""
        return [self.hypers_at(t, i) for i in range(len(self.shapes))]

    def float_hypers_at(self, t: int) -> Mapping[str, float]:
        """The common ones of `hypers_at` as float64; a neutral value that is none is rounded, and budgets know it."""
        complete = self.hypers_at(t)
        if id(complete) not in self._float_hypers:
            given = self.given_at(t)
            exact = {name: (double_of if name in given else float)(value) for name, value in complete.items()}
            self._float_hypers[id(complete)] = exact
        return self._float_hypers[id(complete)]

    @cached_property
    def _float_hypers(self) -> dict[int, dict[str, float]]:
        return {}

    @cached_property
    def _slot_shapes(self) -> dict[str, tuple[tuple[int, ...], ...]]:
        return {}

    @cached_property
    def _complete(self) -> dict[tuple[int, int | None], dict[str, Fraction]]:
        return {}

    @cached_property
    def float_params(self) -> list[list[float]]:
        """The initial parameters as float64, flat."""
        return _floats(self.params)

    @cached_property
    def float_state(self) -> dict[str, list[list[float]]]:
        """The state that the case begins from, likewise."""
        return {slot: _floats(tensors) for slot, tensors in self.state.items()}

    @cached_property
    def float_gradients(self) -> list[list[list[float]]]:
        """The gradients of each step, likewise."""
        return [_floats(step) for step in self.gradients]

    def float_gradient(self, t: int) -> list[list[float]]:
        """The gradients of step `t`, likewise."""
        return self.float_gradients[t - self.done - 1]


def _floats(tensors: Iterable[Values]) -> list[list[float]]:
    return [[double_of(x) for x in tensor] for tensor in tensors]


@dataclass(frozen=True)
class Moment:
    """What one step computed: the coefficients, the quantities and the state of each parameter.

    The quantities are `parted` among the parameters when they are asked for: there may be many, and most want states.
    """

    t: Any
    coefficients: tuple[Recorder, ...]
    parted: Callable[[], Sequence[Recorder]]
    states: tuple[State, ...]

    @cached_property
    def quantities(self) -> tuple[Recorder, ...]:
        return tuple(self.parted())


def follow(
    case: Case, arithmetic: Arithmetic, algorithm: Algorithm | None = None, variant: Variant | None = None
) -> Iterator[Moment]:
    """Each step of `case` in turn; another algorithm or variant may stand in for those that the case names."""
    algorithm = algorithm or get(case.algorithm)
    reading = Reading(algorithm, variant or algorithm.variant(case.variant), arithmetic)
    states = start(case, reading)
    for t in case.steps:
        gradients = [arithmetic.tensor(g) for g in case.gradient(t)]
        counts: Any = t
        if case.absent:
            counts = case.counts(t)
            gradients = [None if (t, i) in case.absent else g for i, g in enumerate(gradients)]
        moment = one_step(reading, case.hypers_of(t), states, gradients, counts, case.shapes)
        states = moment.states
        yield replace(moment, t=t)


def start(case: Case, reading: Reading) -> tuple[State, ...]:
    """The state of each parameter before the first step of the case."""
    arithmetic, states = reading.arithmetic, []
    for i, theta in enumerate(case.params):
        state = reading.start(arithmetic.tensor(theta), case.hypers_at(case.done + 1, i), case.shapes[i])
        state |= {name: _given(reading, name, values[i]) for name, values in case.state.items()}
        states.append(state)
    return tuple(states)


def _given(reading: Reading, name: str, values: Values) -> Any:
    """State that a case begins with; scalars are kept in a precision of their own."""
    arithmetic = reading.arithmetic
    if name not in reading.scalars:
        return arithmetic.tensor(values)
    return arithmetic.flat(arithmetic.store_scalar(arithmetic.number(values[0])))


def one_step(
    reading: Reading,
    hypers: Sequence[Mapping[str, Fraction]],
    states: Iterable[State],
    gradients: Iterable[Any],
    t: Any,
    shapes: Iterable[tuple[int, ...]],
    known: Sequence[Recorder] | None = None,
) -> Moment:
    """Step `t` from the given hyperparameters, states and gradients, one of each a parameter.

    `t` may be a list with the number of the step for each parameter. One whose gradient is None stays as it is; where
    a step sees all as one, they have a gradient or none together.
    The coefficients of each parameter are worked out unless they are `known`.
    """
    counts = t if isinstance(t, list) else [t] * len(hypers)
    if reading.algorithm.couples == "all":
        gradients, states = list(gradients), tuple(states)
        if gradients and all(g is None for g in gradients):
            return Moment(t, (), tuple, states)
        c = known[0] if known else None
        return _joint_step(reading, hypers[0], list(states), gradients, counts[0], list(shapes), c)
    coefficients = list(known or ())
    quantities, after = [], []
    with reading.arithmetic:
        if not known:
            coefficients = _coefficients(reading, hypers, counts)
        each = zip(hypers, coefficients, states, gradients, counts, shapes, strict=True)
        for hyper, c, state, gradient, count, shape in each:
            if gradient is None:
                quantities.append(Recorder(reading.arithmetic))
                after.append(state)
            else:
                quantities.append(reading.step(hyper, c, state, gradient, count, shape))
                after.append(reading.next_state(state, quantities[-1]))
    return Moment(t, tuple(coefficients), lambda: quantities, tuple(after))


def _coefficients(reading: Reading, hypers: Sequence[Mapping[str, Fraction]], counts: Sequence[Any]) -> list[Recorder]:
    """Those of each parameter; neighbours with the same hyperparameters and number share them."""
    found: list[Recorder] = []
    for i, (hyper, count) in enumerate(zip(hypers, counts, strict=True)):
        shared = i > 0 and hyper is hypers[i - 1] and count is counts[i - 1]
        found.append(found[-1] if shared else reading.coefficients(hyper, max(count, 1)))
    return found


def _joint_step(
    reading: Reading,
    hyper: Mapping[str, Fraction],
    states: list[State],
    gradients: list[Any],
    t: int,
    shapes: list[tuple[int, ...]],
    known: Recorder | None,
) -> Moment:
    """The same for an algorithm that sees all parameters as one."""
    arithmetic, sizes = reading.arithmetic, [prod(shape) for shape in shapes]
    with arithmetic:
        joined = {
            name: states[0][name] if name in reading.scalars else _joined(arithmetic, [s[name] for s in states], sizes)
            for name in states[0]
        }
        gradient = _joined(arithmetic, gradients, sizes)
        c = known or reading.coefficients(hyper, t)
        q = reading.step(hyper, c, joined, gradient, t, (sum(sizes),))
        after = reading.next_state(joined, q)
        parts = {
            n: [x] * len(sizes) if n in reading.scalars else _parted(arithmetic, x, sizes) for n, x in after.items()
        }
    numbers = range(len(sizes))

    def quantities() -> list[Recorder]:
        with arithmetic:
            named = {n: _parted(arithmetic, x, sizes) for n, x in q.values.items()}
        return [q.with_values({name: x[i] for name, x in named.items()}) for i in numbers]

    after_each = tuple({name: x[i] for name, x in parts.items()} for i in numbers)
    return Moment(t, (c,) * len(sizes), quantities, after_each)


def _joined(arithmetic: Arithmetic, tensors: list[Any], sizes: list[int]) -> Any:
    """One tensor of those of all parameters; copies along a first axis are joined one by one."""
    copies = arithmetic.size(tensors[0]) // sizes[0]
    if copies == 1:
        return arithmetic.join(tensors)
    split = [arithmetic.split(x, copies) for x in tensors]
    return arithmetic.join([x for copy in zip(*split, strict=True) for x in copy])


def _parted(arithmetic: Arithmetic, x: Any, sizes: list[int], shared: bool = False) -> list[Any]:
    """The inverse; a scalar belongs to every parameter."""
    copies = arithmetic.size(x) // sum(sizes)
    if shared or not copies:
        return [x] * len(sizes)
    if copies == 1:
        return arithmetic.divide(arithmetic.join([x]), sizes)
    split = [arithmetic.divide(copy, sizes) for copy in arithmetic.split(x, copies)]
    return [arithmetic.join(list(parts)) for parts in zip(*split, strict=True)]
