"""Runs an algorithm over the inputs of a case and keeps every quantity of every step."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
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


def follow(
    case: Case, arithmetic: Arithmetic, algorithm: Algorithm | None = None, variant: Variant | None = None
) -> Iterator[Moment]:
    """Each step of `case` in turn; another algorithm or variant may stand in for those that the case names."""
    algorithm = algorithm or get(case.algorithm)
    reading = Reading(algorithm, variant or algorithm.variant(case.variant), arithmetic)
    states: tuple[State, ...] = tuple(
        reading.start(arithmetic.tensor(theta), case.hypers_at(1), len(theta)) for theta in case.params
    )
    for t in range(1, case.steps + 1):
        gradients = [arithmetic.tensor(g) for g in case.gradients[t - 1]]
        moment = one_step(reading, case.hypers_at(t), states, gradients, t)
        states = moment.states
        yield moment


def one_step(
    reading: Reading, hyper: Mapping[str, Fraction], states: Iterable[State], gradients: Iterable[Any], t: int
) -> Moment:
    """Step `t` from the given states and gradients, one of each a parameter."""
    c = reading.coefficients(hyper, t)
    quantities, after = [], []
    for state, gradient in zip(states, gradients, strict=True):
        q = reading.step(hyper, c, state, gradient, t)
        quantities.append(q)
        after.append(reading.next_state(state, q))
    return Moment(t, c, tuple(quantities), tuple(after))
