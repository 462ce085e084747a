"""Runs an algorithm over the inputs of a case and keeps every quantity of every step."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from goldstep.reference.algorithm import Algorithm, Reading, Recorder, State, Variant
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.registry import get

Values = tuple[Fraction, ...]


@dataclass(frozen=True)
class Case:
    """Inputs, all exact: initial parameters, gradients of each step, hyperparameters and their changes.

    `gradients[k][i]` belongs to parameter i at step `done` + k + 1; `changes[t]` takes effect at step t and stays.
    A case that begins in the middle of a run has `done` steps behind it and says in `state` what they left.
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

    def __post_init__(self) -> None:
        inexact = [k for h in (self.hyper, *self.changes.values()) for k, v in h.items() if not isinstance(v, Fraction)]
        if inexact:
            raise OutOfDomain(f"{self.id}: {', '.join(inexact)} must be exact Fractions, see exact_double")
        sizes = [prod(shape) for shape in self.shapes]
        for label, tensors in [("parameters", self.params)] + [
            (f"gradients of step {t}", g) for t, g in enumerate(self.gradients, self.done + 1)
        ]:
            if [len(x) for x in tensors] != sizes:
                raise OutOfDomain(f"{self.id}: {label} have sizes {[len(x) for x in tensors]}, shapes need {sizes}")
        self.hypers_at(self.done + len(self.gradients))

    def __hash__(self) -> int:
        return hash((self.id, self.done))

    @property
    def id(self) -> str:
        return f"{self.algorithm}/{self.name}@{self.variant}"

    @property
    def steps(self) -> range:
        """The step numbers of the case, counted from the start of the run."""
        return range(self.done + 1, self.done + len(self.gradients) + 1)

    def gradient(self, t: int) -> tuple[Values, ...]:
        return self.gradients[t - self.done - 1]

    def given_at(self, t: int) -> dict[str, Fraction]:
        """The hyperparameters of the variant in force at step `t`."""
        given = dict(self.hyper)
        for since in sorted(self.changes):
            if since <= t:
                given.update(self.changes[since])
        return given

    def hypers_at(self, t: int) -> dict[str, Fraction]:
        """All hyperparameters in force at step `t`, neutral ones included; raises OutOfDomain."""
        since = max((step for step in self.changes if step <= t), default=0)
        if since not in self._complete:
            algorithm = get(self.algorithm)
            self._complete[since] = algorithm.complete(algorithm.variant(self.variant), self.given_at(t))
        return self._complete[since]

    @cached_property
    def _complete(self) -> dict[int, dict[str, Fraction]]:
        return {}

    @cached_property
    def _floats(self) -> list[list[list[float]]]:
        return [[[float(x) for x in g] for g in step] for step in self.gradients]

    def float_gradient(self, t: int) -> list[list[float]]:
        """The gradients of step `t` as float64, flat."""
        return self._floats[t - self.done - 1]


@dataclass(frozen=True)
class Moment:
    """What one step computed: the coefficients, and the quantities and state of each parameter."""

    t: int
    coefficients: Recorder
    quantities: tuple[Recorder, ...]
    states: tuple[State, ...]


def follow(
    case: Case, arithmetic: Arithmetic, algorithm: Algorithm | None = None, variant: Variant | None = None
) -> Iterator[Moment]:
    """Each step of `case` in turn; another algorithm or variant may stand in for those that the case names."""
    algorithm = algorithm or get(case.algorithm)
    reading = Reading(algorithm, variant or algorithm.variant(case.variant), arithmetic)
    states = start(case, reading)
    for t in case.steps:
        gradients = [arithmetic.tensor(g) for g in case.gradient(t)]
        moment = one_step(reading, case.hypers_at(t), states, gradients, t)
        states = moment.states
        yield moment


def start(case: Case, reading: Reading) -> tuple[State, ...]:
    """The state of each parameter before the first step of the case."""
    arithmetic, states = reading.arithmetic, []
    for i, theta in enumerate(case.params):
        state = reading.start(arithmetic.tensor(theta), case.hypers_at(case.done + 1), len(theta))
        state |= {name: arithmetic.tensor(values[i]) for name, values in case.state.items()}
        states.append(state)
    return tuple(states)


def one_step(
    reading: Reading, hyper: Mapping[str, Fraction], states: Iterable[State], gradients: Iterable[Any], t: int
) -> Moment:
    """Step `t` from the given states and gradients, one of each a parameter."""
    quantities, after = [], []
    with reading.arithmetic:
        c = reading.coefficients(hyper, t)
        for state, gradient in zip(states, gradients, strict=True):
            q = reading.step(hyper, c, state, gradient, t)
            quantities.append(q)
            after.append(reading.next_state(state, q))
    return Moment(t, c, tuple(quantities), tuple(after))
