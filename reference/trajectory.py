"""Runs an algorithm over the inputs of a case and keeps every quantity of every step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from goldstep.reference.algorithm import Algorithm, Reading, Recorder, State
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.registry import get

Values = tuple[Fraction, ...]


@dataclass(frozen=True)
class Case:
    """Inputs, all exact: initial parameters, gradients of each step, hyperparameters and their changes.

    `gradients[t - 1][i]` belongs to step t and parameter i; `changes[t]` takes effect at step t and stays.
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

    def __post_init__(self) -> None:
        sizes = [prod(shape) for shape in self.shapes]
        for label, tensors in [("parameters", self.params)] + [
            (f"gradients of step {t}", g) for t, g in enumerate(self.gradients, 1)
        ]:
            if [len(x) for x in tensors] != sizes:
                raise OutOfDomain(f"{self.id}: {label} have sizes {[len(x) for x in tensors]}, shapes need {sizes}")
        self.hypers_at(len(self.gradients))

    @property
    def id(self) -> str:
        return f"{self.algorithm}/{self.name}@{self.variant}"

    @property
    def steps(self) -> int:
        return len(self.gradients)

    def given_at(self, t: int) -> dict[str, Fraction]:
        """The hyperparameters of the variant in force at step `t`."""
        given = dict(self.hyper)
        for since in sorted(self.changes):
            if since <= t:
                given.update(self.changes[since])
        return given

    def hypers_at(self, t: int) -> dict[str, Fraction]:
        """All hyperparameters in force at step `t`, neutral ones included; raises OutOfDomain."""
        algorithm = get(self.algorithm)
        return algorithm.complete(algorithm.variant(self.variant), self.given_at(t))


@dataclass(frozen=True)
class Moment:
    """What one step computed: the coefficients, and the quantities and state of each parameter."""

    t: int
    coefficients: Recorder
    quantities: tuple[Recorder, ...]
    states: tuple[State, ...]


def follow(case: Case, arithmetic: Arithmetic, algorithm: Algorithm | None = None) -> Iterator[Moment]:
    """Each step of `case` in turn; `algorithm` may stand in for the one that the case names."""
    algorithm = algorithm or get(case.algorithm)
    reading = Reading(algorithm, algorithm.variant(case.variant), arithmetic)
    states: tuple[State, ...] = tuple(
        reading.start(arithmetic.tensor(theta), case.hypers_at(1), len(theta)) for theta in case.params
    )
    for t in range(1, case.steps + 1):
        hyper = case.hypers_at(t)
        c = reading.coefficients(hyper, t)
        quantities = tuple(
            reading.step(hyper, c, state, arithmetic.tensor(g), t)
            for state, g in zip(states, case.gradients[t - 1], strict=True)
        )
        states = tuple(reading.next_state(s, q) for s, q in zip(states, quantities, strict=True))
        yield Moment(t, c, quantities, states)


def one_step(case: Case, arithmetic: Arithmetic, states: tuple[State, ...], t: int, reading: Any = None) -> Moment:
    """Step `t` of `case` from the given states, one a parameter."""
    algorithm = get(case.algorithm)
    reading = reading or Reading(algorithm, algorithm.variant(case.variant), arithmetic)
    hyper = case.hypers_at(t)
    c = reading.coefficients(hyper, t)
    quantities = tuple(
        reading.step(hyper, c, state, arithmetic.tensor(g), t)
        for state, g in zip(states, case.gradients[t - 1], strict=True)
    )
    return Moment(t, c, quantities, tuple(reading.next_state(s, q) for s, q in zip(states, quantities, strict=True)))
