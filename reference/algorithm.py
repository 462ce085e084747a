"""What an algorithm is made of."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import isfinite
from typing import Any

from goldstep.reference.errors import OutOfDomain, UnknownName
from goldstep.reference.switched import is_switched, switched

_LONGEST, _HUGE = 100, re.compile(r"e[+-]?0*\d{4}", re.I)  # of an interval: an exact 1e999999999 fills the memory


@dataclass(frozen=True)
class Interval:
    """A range such as ``[0, 1)``; `text` is its mathematical notation."""

    text: str

    def __contains__(self, value: Fraction) -> bool:
        low, high = self.bounds
        above = value >= low if self.text[0] == "[" else value > low
        below = high is None or (value <= high if self.text[-1] == "]" else value < high)
        return above and below

    @classmethod
    def read(cls, text: str) -> "Interval":
        """An interval that somebody has written; raises ValueError for what is none, or has numbers beyond all use."""
        interval, whole = cls(text), False
        with suppress(ValueError, ZeroDivisionError):
            brackets = text[:1] in tuple("[(") and text[-1:] in tuple("])")
            whole = brackets and len(text) <= _LONGEST and not _HUGE.search(text) and bool(interval.bounds)
        if not whole:
            raise ValueError(f"{text!r} is no interval such as (0, 1]")
        return interval

    @cached_property
    def bounds(self) -> tuple[Fraction, Fraction | None]:
        low, high = self.text[1:-1].split(",")
        return Fraction(low.strip()), None if high.strip() == "inf" else Fraction(high.strip())


@dataclass(frozen=True)
class Hyper:
    """A hyperparameter: its letter on the page, its domain, and where property tests draw it.

    `neutral` is the value at which it has no effect; a variant that lacks the hyperparameter uses it.
    `drawn` lies inside the range where the error budget is proven. An `integer` one counts something: steps take it
    as an `int`, and it cannot be fitted. `above` names others below which it means nothing, and where it is an
    `integer`, at whose value it means nothing either.
    """

    name: str
    latex: str
    domain: Interval
    meaning: str
    neutral: Fraction | None = None
    drawn: Interval = Interval("[1/1024, 1]")
    integer: bool = False
    above: tuple[str, ...] = ()

    @property
    def typical(self) -> int:
        """A value for readings that have none, such as formulas."""
        return int(self.drawn.bounds[0])


@dataclass(frozen=True)
class Input:
    """What a step is given for each parameter: the gradient, or something besides.

    `values` says what may stand in it: any numbers ("real"), none below 0 ("nonnegative"), or 0 and 1 ("mask").
    An `even` one keeps its sign where parameters and gradients change theirs, as a second derivative does.
    """

    name: str
    latex: str
    meaning: str
    values: str = "real"
    even: bool = False


GRADIENT = Input("g", "g", "gradient")

Shape = tuple[int, ...]
Hypers = Mapping[str, Fraction]


def parameter(shape: Shape, hyper: Hypers) -> Shape:
    """The shape of a slot that has a value for each element of its parameter."""
    return shape


def scalar(shape: Shape, hyper: Hypers) -> Shape:
    """The shape of a slot that has one value for a parameter; a step sees it as a scalar.

    Where a step sees all parameters as one, it is one value for the run, which the state of each parameter shows.
    """
    return ()


def rows(shape: Shape, hyper: Hypers) -> Shape:
    """A value for each row of a matrix; empty for parameters that are none."""
    return shape[:1] if len(shape) == 2 else (0,)


def columns(shape: Shape, hyper: Hypers) -> Shape:
    """A value for each column of a matrix; empty for parameters that are none."""
    return shape[1:] if len(shape) == 2 else (0,)


def no_matrix(shape: Shape, hyper: Hypers) -> Shape:
    """Like the parameter, but empty for matrices."""
    return shape if len(shape) != 2 else (0,)


@dataclass(frozen=True)
class Window:
    """As many copies of the parameter as the hyperparameter `name` says, along a first axis."""

    name: str

    def __call__(self, shape: Shape, hyper: Hypers) -> Shape:
        return (int(hyper[self.name]), *shape)


window = Window


@dataclass(frozen=True)
class Slot:
    """A state variable: its letter, its meaning, and its value before the first step.

    `start` is a number, the name of the hyperparameter that gives it, or "theta" for the initial parameter.
    `shape` gives its shape from that of the parameter. `when` names the switch settings under which the slot exists;
    empty: always. An `even` slot keeps its sign where parameters and gradients change theirs; a nonnegative one must.
    `late` is what a scalar tends to in the course of the steps; None: it is as it was at its start. A `whole` one
    counts something. `least` names the hyperparameter below which it never falls.
    """

    name: str
    latex: str
    meaning: str
    start: Fraction | str = Fraction(0)
    nonnegative: bool = False
    when: Mapping[str, str] = field(default_factory=dict)
    shape: Callable[[Shape, Hypers], Shape] = parameter
    even: bool = False
    late: Fraction | None = None
    whole: bool = False
    least: str = ""


@dataclass(frozen=True)
class Transitions:
    """Where a schedule changes, for that is where it goes wrong.

    `hypers(n)` has the hyperparameters that make it a schedule of length `n`, for every n from `shortest` on; the
    others are those of a golden case. `at(h)` gives the numbers e of completed steps at which another formula begins
    to hold, `state(h, e)` what the slots hold before step e + 1, if there are any. A schedule that ends has `steps(h)`
    learning rates and no more; one that counts in its state is not followed `far`. Slots that are `determined` can hold
    nothing but `state`.
    """

    hypers: Callable[[int], Mapping[str, int]]
    at: Callable[[Any], Sequence[int]]
    shortest: int = 1
    state: Callable[[Any, int], Mapping[str, Any]] = lambda h, e: {}
    steps: Callable[[Any], int | None] = lambda h: None
    far: bool = True
    determined: bool = False

    def held(self, h: Any, e: int) -> dict[str, Fraction]:
        """The `state` as a backend can hold it: each value the nearest float64."""
        return {name: Fraction(float(x)) for name, x in self.state(h, e).items()}


@dataclass(frozen=True)
class Variant:
    """A named setting of the switches; `defaults` lists the hyperparameters that it has (None: required).

    A switch that it does not name stands at its first setting; its algorithm adds it, and says so in `implied`. So a
    switch that is new leaves the variants that there were, and their goldens, as they are.
    """

    name: str
    switches: Mapping[str, str]
    defaults: Mapping[str, str | None]
    source: str
    implied: frozenset[str] = frozenset()

    @cached_property
    def exact_defaults(self) -> dict[str, Fraction]:
        """The hyperparameters that need not be given, with their values."""
        return {k: Fraction(float(Fraction(value))) for k, value in self.defaults.items() if value is not None}


Coefficients = Callable[..., None]
Step = Callable[..., None]


@dataclass(frozen=True)
class Algorithm:
    """An update rule: `coefficients(q, h, t)` once a step, then `step(q, h, c, s, t)` for each tensor.

    `q` names quantities, `h` holds hyperparameters and switches, `c` the coefficients, `s` the state before
    the step together with its inputs (the gradient `g`) and the `shape`, and `t` counts steps from 1.
    `start_clause` is the id of the clause that says how the state starts, `behaviour_clause` of the one that
    says what the counterexamples and bounds of the literature make it do, where there is one.
    `search_clauses` are those of a line search and of what follows from the secant equation.
    `scaling(h)` gives the power of two by which each hyperparameter and slot must be scaled, for gradients
    scaled by two, so that the parameters move alike; None where they do not, and for what has no gradient to scale.
    `couples` says which elements a step brings together: none (""), those of a "tensor", those of a "matrix", or
    those of "all" parameters, which are then joined to one; with `coupled_when` only in variants with these settings.
    `kinds` has a shape for each kind of parameter that is treated differently, under the words for it; where the only
    one is (), the parameter is a number, such as a learning rate, and a step sees it and its inputs as scalars.
    `transitions` says where a schedule changes.
    `evaluating` is a step that puts the weights which are to be evaluated in the place of the parameter, where they are
    others, and `training` one that puts back those which are to be trained.
    """

    name: str
    title: str
    hypers: tuple[Hyper, ...]
    slots: tuple[Slot, ...]
    switches: Mapping[str, tuple[str, ...]]
    variants: tuple[Variant, ...]
    coefficients: Coefficients
    step: Step
    start_clause: str
    behaviour_clause: str = ""
    search_clauses: tuple[str, ...] = ()
    latex: Mapping[str, str] = field(default_factory=dict)
    scaling: Callable[[Any], Mapping[str, int] | None] | None = None
    inputs: tuple[Input, ...] = (GRADIENT,)
    couples: str = ""
    coupled_when: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, Shape] = field(default_factory=lambda: {"": (3,)})
    transitions: Transitions | None = None
    evaluating: Step | None = None
    training: Step | None = None

    def __post_init__(self) -> None:
        first = {switch: settings[0] for switch, settings in self.switches.items()}
        object.__setattr__(self, "variants", tuple(_complete(variant, first) for variant in self.variants))

    @property
    def number(self) -> bool:
        """Whether the parameter is a number."""
        return all(shape == () for shape in self.kinds.values())

    @property
    def odd(self) -> tuple[int, ...]:
        """The places of the inputs that change their signs where the function does."""
        return tuple(k for k, x in enumerate(self.inputs) if x.values == "real" and not x.even)

    def scalars(self) -> frozenset[str]:
        """What a step sees as scalars: the slots that are one number for a parameter, and a parameter that is one."""
        own = {slot.name for slot in self.slots if slot.shape is scalar}
        return frozenset(own | {"theta"} if self.number else own)

    def variant(self, name: str) -> Variant:
        """The variant of this name, or of these settings (see `reference.switched`); raises UnknownName."""
        for variant in self.variants:
            if variant.name == name:
                return variant
        if is_switched(name) and name not in self._switched:
            self._switched[name] = switched(self, name)
        if name in self._switched:
            return self._switched[name]
        raise UnknownName(f"variant of {self.name}", name, [v.name for v in self.variants])

    @cached_property
    def _switched(self) -> dict[str, Variant]:
        """Variants by their settings, as far as they were asked for."""
        return {}

    def coupling(self, variant: Variant) -> str:
        """Which elements a step of `variant` brings together, as `couples` says it."""
        return self.couples if self.coupled_when.items() <= variant.switches.items() else ""

    def slots_of(self, variant: Variant) -> tuple[Slot, ...]:
        """The state variables that `variant` keeps."""
        return tuple(s for s in self.slots if s.when.items() <= variant.switches.items())

    def hyper(self, name: str) -> Hyper:
        for hyper in self.hypers:
            if hyper.name == name:
                return hyper
        raise UnknownName(f"hyperparameter of {self.name}", name, [h.name for h in self.hypers])

    def complete(self, variant: Variant, given: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """All hyperparameters: the given ones, checked, and the neutral value of those the variant lacks."""
        for name, value in given.items():
            hyper = self.hyper(name)
            if name not in variant.defaults:
                raise OutOfDomain(f"{self.name} {variant.name} has no hyperparameter {name!r}")
            if value not in hyper.domain:
                raise OutOfDomain(f"{self.name}: {name} = {float(value)!r} is outside its domain {hyper.domain.text}")
        missing = [name for name in variant.defaults if name not in given]
        if missing:
            raise OutOfDomain(f"{self.name} {variant.name}: no value for {', '.join(missing)}")
        neutral: dict[str, Fraction] = {}
        for hyper in self.hypers:
            if hyper.name not in variant.defaults:
                if hyper.neutral is None:
                    raise OutOfDomain(f"{self.name} {variant.name} lacks {hyper.name}, which has no neutral value")
                neutral[hyper.name] = hyper.neutral
        return {h.name: given[h.name] if h.name in given else neutral[h.name] for h in self.hypers}


def _complete(variant: Variant, first: Mapping[str, str]) -> Variant:
    implied = first.keys() - variant.switches.keys()
    if not implied:
        return variant
    rest = {switch: setting for switch, setting in first.items() if switch in implied}
    return replace(variant, switches={**variant.switches, **rest}, implied=frozenset(implied))


def exact_double(value: float | int | str) -> Fraction:
    """The exact value of the float64 that `value` denotes: what a hyperparameter means here."""
    number = float(value)
    if not isfinite(number):
        raise OutOfDomain(f"{value!r} is no finite float64")
    return Fraction(number)


def double_of(value: Fraction) -> float:
    """The float64 that `value` is. Raises OutOfDomain if it is none: what is judged must get exactly what is meant."""
    exact = value.numerator, value.denominator
    number = exact[0] / exact[1]  # as float() does, which asks for both once more: this is called a million times
    if number.as_integer_ratio() != exact:
        raise OutOfDomain(f"{value} is no float64; the nearest one is {number!r}")
    return number
