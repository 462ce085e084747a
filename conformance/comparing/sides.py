"""What is compared: variants of algorithms, and the inputs on which they run."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from goldstep.golden.catalogue import of_algorithm
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.errors import GoldstepError
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, one_step

Hypers = dict[str, Any]
Making = Callable[[Arithmetic, int], Hypers]  # the hyperparameters of step t, as numbers of an arithmetic


@dataclass(frozen=True)
class Side:
    """A variant of an algorithm."""

    algorithm: Algorithm
    variant: Variant

    @property
    def name(self) -> str:
        return f"{self.algorithm.name}@{self.variant.name}"

    @property
    def given(self) -> list[str]:
        """The hyperparameters that it has."""
        return [hyper.name for hyper in self.algorithm.hypers if hyper.name in self.variant.defaults]

    def neutral(self, name: str) -> Fraction | None:
        return self.algorithm.hyper(name).neutral


def side(text: str) -> Side:
    """The variant that a text such as ``adam@pytorch-2.13`` names; raises UnknownName, or GoldstepError without one."""
    name, at, variant = text.partition("@")
    algorithm = registry.get(name)
    if not at:
        raise GoldstepError(f"{name} has several variants: write {name}@{algorithm.variants[0].name}, for example")
    return Side(algorithm, algorithm.variant(variant))


def check_comparable(one: Side, other: Side) -> None:
    """Raise GoldstepError where a step of one cannot be given what a step of the other is given."""
    inputs = [[x.name for x in s.algorithm.inputs] for s in (one, other)]
    if inputs[0] != inputs[1] or one.algorithm.number != other.algorithm.number:
        raise GoldstepError(f"{one.name} and {other.name} take different inputs, so no run of them can be compared")


def example(one: Side, other: Side) -> Case:
    """A golden case on whose inputs both run, of the variant if there is one: where most hyperparameters act."""
    cases = [case for case in of_algorithm(one.algorithm.name) if not (case.loaded or case.absent or case.spoilt)]
    own = [case for case in cases if case.variant == one.variant.name]
    if not cases:
        raise GoldstepError(f"there is no golden of {one.algorithm.name} to run on")
    return max(own or cases, key=lambda case: sum(case.hyper[name] != one.neutral(name) for name in case.hyper))


def values_of(case: Case, one: Side, other: Side) -> dict[str, Fraction]:
    """A value for each hyperparameter of both: that of the case, of a golden of the other, or within its range."""
    found = dict(case.hyper)
    for each in of_algorithm(other.algorithm.name):
        found = {**each.hyper, **found}
    for s in (one, other):
        for hyper in s.algorithm.hypers:
            found.setdefault(hyper.name, hyper.drawn.bounds[0])
    return found


def own_defaults(s: Side, other: Side, common: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Each hyperparameter at its default, or else at that of the other side, or at the common value."""
    return {name: {**common, **other.variant.exact_defaults, **s.variant.exact_defaults}[name] for name in s.given}


class _Told(Reading):
    """A reading whose hyperparameters are made anew at each step, in its own arithmetic."""

    t = 1

    def __init__(self, s: Side, arithmetic: Arithmetic, making: Making) -> None:
        super().__init__(s.algorithm, s.variant, arithmetic)
        self.making = making

    def hypers(self, values: Mapping[str, Any], *, scheduled: bool = False) -> SimpleNamespace:
        return SimpleNamespace(**self.making(self.arithmetic, self.t), **self.variant.switches)


def run(s: Side, case: Case, arithmetic: Arithmetic, making: Making, steps: int) -> Iterator[list[list[Any]]]:
    """The parameters after each of the first steps on the inputs of a case, as numbers of the arithmetic."""
    reading = _Told(s, arithmetic, making)
    first = making(arithmetic, 1)
    starting = {name: _exact(x) for name, x in first.items()}
    states = [
        reading.start(arithmetic.tensor(theta), starting, shape)
        for theta, shape in zip(case.params, case.shapes, strict=True)
    ]
    for t in list(case.steps)[:steps]:
        reading.t = t
        gradients = [arithmetic.tensor(g) for g in case.gradient(t)]
        moment = one_step(reading, [{}] * len(states), states, gradients, t, case.shapes)
        states = list(moment.states)
        yield [list(state["theta"]) for state in states]


def _exact(x: Any) -> Any:
    """A number of an arithmetic as a Fraction, where it is one."""
    if isinstance(x, int):
        return Fraction(x)
    try:
        middle, radius = x.mid(), x.rad()
    except AttributeError:
        return x
    mantissa, exponent = middle.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent) if radius == 0 else x


def plain(s: Side, values: Mapping[str, Fraction]) -> Making:
    """These values at every step, and neutral ones for what the variant lacks."""

    def making(arithmetic: Arithmetic, t: int) -> Hypers:
        found: Hypers = {}
        for hyper in s.algorithm.hypers:
            value = values[hyper.name] if hyper.name in s.variant.defaults else hyper.neutral
            assert value is not None
            found[hyper.name] = int(value) if hyper.integer else arithmetic.number(value)
        return found

    return making
