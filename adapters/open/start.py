"""A known start: a run of a few steps whose states the reference knows, by which a state is recognised."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from goldstep.adapters.contract import Contract, Setup
from goldstep.adapters.open.asked import Misfit
from goldstep.reference.algorithm import Algorithm, Hyper, Variant
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.budget import VACUOUS, Budget
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64, Dtype
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.trajectory import Case, follow

Arrays = list[np.ndarray]

STEPS = 8  # RAdam is rectified before the last
SINGLE = Contract(constants="working", coefficients="working", scalars="working")


@dataclass(frozen=True)
class Start:
    """How the run begins, what each step is given, and the state of each parameter after it.

    `within` says by dtype how far two correct evaluations may lie apart.
    """

    case: Case
    setup: Setup
    gradients: list[Arrays]
    states: list[dict[str, Arrays]]
    within: Mapping[np.dtype, "Within"] = field(repr=False)


def known(
    algorithm: Algorithm, variant: Variant, fixed: Mapping[str, float], mode: str, contract: Contract | None = None
) -> Start:
    """A start where no two hyperparameters have the same value; those that are `fixed` have theirs.

    `contract` says where a backend rounds; scalars of its state may be in float32, since that is not known yet.
    """
    if [input_.name for input_ in algorithm.inputs] not in (["g"], [], ["w", "b"]):
        inputs = ", ".join(input_.name for input_ in algorithm.inputs)
        raise Misfit(
            f"a step of {algorithm.name} is given {inputs}; what takes more than a gradient needs an adapter",
            len(algorithm.inputs) + 100,
        )
    hyper = {name: fixed.get(name, value) for name, value in _values(algorithm, variant).items()}
    shapes = tuple(shape for shape in (*algorithm.kinds.values(), next(iter(algorithm.kinds.values()))))
    numbers = _numbers()

    def tensors(each: int = 1) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(tuple(next(numbers) for _ in range(each * prod(shape))) for shape in shapes)

    case = Case(
        "known-start",
        algorithm.name,
        variant.name,
        {name: Fraction(value) for name, value in hyper.items()},
        shapes,
        tuple((Fraction(hyper["lr"]),) for _ in shapes) if algorithm.number else tensors(),
        tuple(tensors(len(algorithm.inputs)) for _ in range(STEPS)),
    )
    setup = Setup(algorithm.name, variant.name, hyper, _shaped(case.params, shapes), "float64", mode)
    with np.errstate(all="ignore"):
        states = [
            {
                slot: [np.reshape(state[slot], case.slot_shapes(slot)[i]) for i, state in enumerate(moment.states)]
                for slot in moment.states[0]
            }
            for moment in follow(case, Floats())
        ]
    given = [_shaped(step, case.input_shapes) for step in case.gradients]
    within = {FLOAT64: replace(contract or Contract(), scalars="single"), FLOAT32: SINGLE}
    return Start(case, setup, given, states, {np.dtype(x.name): Within(case, x, y) for x, y in within.items()})


class Within:
    """How far two correct evaluations of a state may lie apart: each is within its budget of the exact values."""

    def __init__(self, case: Case, dtype: Dtype, contract: Contract) -> None:
        self._moments = follow(case, Budget(dtype, contract))
        self._known: list[dict[str, list[Limit]]] = []

    def __getitem__(self, step: int) -> dict[str, list["Limit"]]:
        """After the step of this number, from 0: by slot, for each parameter."""
        while len(self._known) <= step:
            with np.errstate(all="ignore"):
                states = next(self._moments).states
                self._known.append({slot: [Limit.of(state[slot]) for state in states] for slot in states[0]})
        return self._known[step]


@dataclass(frozen=True)
class Limit:
    """How far values may lie apart, and which of these limits are narrow enough to say something."""

    most: np.ndarray
    telling: np.ndarray

    @classmethod
    def of(cls, bound: Bound) -> "Limit":
        scale = np.abs(bound.v) if bound.scale is None else bound.scale
        telling = bound.e <= VACUOUS * np.maximum(scale, bound.stage.dtype.smallest_normal)
        most, told = (np.broadcast_to(x, np.shape(bound.v)).reshape(-1) for x in (2.0 * bound.e, telling))
        return cls(np.where(np.isfinite(most), most, np.inf), told)

    def exceeded(self, x: np.ndarray, y: np.ndarray) -> bool:
        with np.errstate(all="ignore"):
            return not bool((np.abs(np.reshape(x, -1) - np.reshape(y, -1)) <= self.most).all())


def _values(algorithm: Algorithm, variant: Variant) -> dict[str, float]:
    """Those of a schedule let it change within the steps as late as it can, and not end before."""
    found, changes = values(algorithm, variant), algorithm.transitions
    if changes is None:
        return found
    for length in (STEPS, *range(STEPS - 2, 1, -1)):
        own = _unlike(algorithm, changes.hypers(max(changes.shortest, length)))
        hyper = {name: Fraction(own.get(name, value)) for name, value in found.items()}
        h = SimpleNamespace(**algorithm.complete(variant, hyper), **variant.switches)
        if changes.steps(h) is not None or max(changes.at(h), default=0) <= STEPS - 2:
            break
    return {name: float(x) for name, x in hyper.items()}


def _unlike(algorithm: Algorithm, own: Mapping[str, Any]) -> dict[str, Any]:
    """The same stages in all, the later the longer where they had one length: two steps show no shape."""
    counts: dict[Any, list[str]] = {}
    for hyper in algorithm.hypers:
        if hyper.integer and hyper.name in own:
            counts.setdefault(own[hyper.name], []).append(hyper.name)
    found = dict(own)
    for length, alike in counts.items():
        shorter = (len(alike) - 1) // 2
        new = {name: length + n - shorter for n, name in enumerate(alike)}
        if all(value in algorithm.hyper(name).domain for name, value in new.items()):
            found |= new
    return found


def values(algorithm: Algorithm, variant: Variant) -> dict[str, float]:
    """A value for each hyperparameter of the variant, within what is drawn for it."""
    found: dict[str, float] = {}
    for n, name in enumerate(variant.defaults):
        value = _value(algorithm.hyper(name), n)
        while value in found.values() and not algorithm.hyper(name).integer:
            value = (value + float(algorithm.hyper(name).drawn.bounds[0])) / 2
        found[name] = value
    return found


def _value(hyper: Hyper, n: int) -> float:
    low, high = hyper.drawn.bounds
    high = low + 1 if high is None else high
    if hyper.integer:
        return float(low + (high > low))
    return float(low + (high - low) * Fraction(2 * (n % 5) + 11, 32))


def _numbers() -> Iterator[Fraction]:
    """Numbers of both signs, of sizes near 1, none of them 0; without end."""
    k = 0
    while True:
        k = (k * 29 + 17) % 1009
        yield Fraction(2 * (k % 97) - 95, 64)


def _shaped(tensors: tuple[tuple[Fraction, ...], ...], shapes: tuple[tuple[int, ...], ...]) -> Arrays:
    return [np.array([float(x) for x in t]).reshape(s) for t, s in zip(tensors, shapes, strict=True)]
