"""Inputs that are too large for goldens: made on the spot, the same on every machine."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import cycle, islice
from math import prod
from typing import TypeVar

import numpy as np

from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Slot, scalar
from goldstep.reference.arithmetics.dependencies import clauses_using, in_coefficients
from goldstep.reference.arithmetics.dtypes import BFLOAT16
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, Values

T = TypeVar("T")

Shapes = tuple[tuple[int, ...], ...]

WIDTH = 64  # elements of the widest vector unit that a kernel may use (bfloat16 in 1024 bits)
WIDE_SHAPES = ((1,), (3,), (WIDTH - 1,), (WIDTH,), (4 * WIDTH + 1,))
WIDE_MATRICES = ((1, 1), (2, 3), (3, 2), (9, 7), (WIDTH + 1, 2))


def shapes_of(algorithm: Algorithm, vectors: Shapes, matrices: Shapes) -> Shapes:
    """Parameters that the algorithm knows how to treat: where matrices are a kind, a vector only if it is one, too."""
    if algorithm.number:
        return ((),)
    ranks = {len(shape) for shape in algorithm.kinds.values()}
    if 2 not in ranks:
        return vectors
    return matrices + (vectors[-1:] if 1 in ranks else ())


def wide(subject: Subject, steps: int = 3) -> Case:
    """A case whose tensors have 1, 3, W-1, W and 4W+1 elements: vector bodies and scalar tails."""
    return _random(subject, "wide", shapes_of(subject.algorithm, WIDE_SHAPES, WIDE_MATRICES), steps, seed=1)


def noisy(subject: Subject, steps: int = 20) -> Case | None:
    """Many random gradients with hyperparameters that are exact in the subject's dtype; None without such.

    The gradients are of similar size, for a term far below a running sum is absorbed, always downwards; and they
    use all bits of the dtype, for the low bits of squares of short numbers are far from uniform.
    """
    if not any(exact_class(subject, case) for case in subject.cases):
        return None
    shapes = shapes_of(subject.algorithm, ((WIDTH + 1,),), ((4, 16),))[:1]  # roots of the sides are exact
    return _random(subject, "noisy", shapes, steps, seed=2, low=-3, bits=subject.dtype.precision)


MANY = 8192  # elements


def coarse(subject: Subject) -> Case:
    """Two steps of two tensors with many elements, whose parameters lie between two numbers of 16 bits after each."""
    return _random(subject, "stochastic", ((MANY,), (MANY,)), steps=2, seed=12, low=-3, bits=subject.dtype.precision)


TILE = 127  # elements: a prime number, so that no vector, chunk or number of threads divides it


def tile(subject: Subject) -> Case:
    """Two steps of as many elements as are repeated over a large tensor."""
    return _random(subject, "tile", ((TILE,),), steps=2, seed=9)


def large(subject: Subject, elements: int) -> Case:
    """Four steps, for some step only then, of a tensor of so many elements, or a matrix: the tile over and over."""
    tiles = shapes_of(subject.algorithm, ((TILE,),), ((3, TILE),))
    shapes = tuple((*shape[:-1], elements // prod(shape[:-1])) for shape in tiles)
    return _repeated(_random(subject, "large", tiles, steps=4, seed=9), shapes)


@lru_cache(maxsize=2)
def _repeated(tile: Case, shapes: Shapes) -> Case:
    """The case whose tensors have these shapes, along the last axis of which those of the tile come again and again."""

    def rows(values: Sequence[T], size: int) -> Iterator[T]:
        parts = [values[k : k + TILE] for k in range(0, len(values), TILE)]
        return (x for part in parts for x in islice(cycle(part), size))

    def tensors(each: Sequence[Sequence[T]]) -> Iterator[Iterator[T]]:
        return (rows(values, shape[-1]) for values, shape in zip(each, shapes, strict=True))

    def exact(each: tuple[Values, ...]) -> tuple[Values, ...]:
        return tuple(map(tuple, tensors(each)))

    case = replace(
        tile, shapes=shapes, params=exact(tile.params), gradients=tuple(exact(step) for step in tile.gradients)
    )
    case.__dict__["float_params"] = list(map(list, tensors(tile.float_params)))
    case.__dict__["float_gradients"] = [list(map(list, tensors(step))) for step in tile.float_gradients]
    return case


LATE = 2000  # steps after which beta**t is below the roundoff of float64 for every beta up to 127/128 or so


def settled(subject: Subject) -> Case | None:
    """The same late in a run, where the coefficients are exact as well: nothing that all elements share is rounded."""
    case = noisy(subject, steps=30)
    if case is None:
        return None
    algorithm, variant = subject.algorithm, subject.algorithm.variant(case.variant)
    steady = {
        h.name: h.neutral
        for h in algorithm.hypers
        if h.name in case.hyper and h.neutral is not None and in_coefficients(algorithm, variant, h.name)
    }
    state = {slot.name: (_late(slot, case),) for slot in algorithm.slots_of(variant)}
    return replace(case, hyper={**case.hyper, **steady}, done=LATE, state=state)


def _late(slot: Slot, case: Case) -> Values:
    """Zero, except for what starts with the parameters, and for scalars, which may be divided by."""
    if slot.start == "theta":
        return case.params[0]
    begin = case.hypers_at(1)[slot.start] if isinstance(slot.start, str) else slot.start
    late = begin if slot.late is None else slot.late
    (shape,) = case.slot_shapes(slot.name)
    return (late if slot.shape is scalar else Fraction(0),) * prod(shape)


def exact_class(subject: Subject, case: Case) -> bool:
    """Whether every hyperparameter in use, its complement, and the product of decay and rate are exact in the dtype.

    What is given must be short as well: a product of longer ones is rounded, by one error that all elements share.
    """
    algorithm, represents = subject.algorithm, subject.dtype.represents
    variant = algorithm.variant(case.variant)
    h = {k: v for k, v in case.hypers_at(1).items() if k in case.hyper or clauses_using(algorithm, variant, k)}
    product = h.get("lr", Fraction(0)) * h.get("weight_decay", Fraction(0))
    short = all(map(BFLOAT16.represents, case.hyper.values()))
    return short and all(represents(x) and represents(1 - x) for x in h.values()) and represents(1 - product)


def _random(subject: Subject, name: str, shapes: Shapes, steps: int, **stream: int) -> Case:
    """The hyperparameters of an exact golden case with random dyadic parameters and gradients."""
    template = next((c for c in subject.cases if exact_class(subject, c)), subject.cases[0])
    return _filled(template, name, shapes, steps, **stream)


@lru_cache(maxsize=64)
def _filled(template: Case, name: str, shapes: Shapes, steps: int, **stream: int) -> Case:
    inputs = tuple(input_.values for input_ in get(template.algorithm).inputs)
    params, gradients, floats = _numbers(shapes, steps, inputs, **stream)
    case = Case(
        name=name,
        algorithm=template.algorithm,
        variant=template.variant,
        hyper=template.hyper,
        shapes=shapes,
        params=params,
        gradients=gradients,
    )
    case.__dict__["float_gradients"] = floats  # the same for every algorithm: made once
    return case


@lru_cache(maxsize=8)
def _numbers(
    shapes: Shapes, steps: int, inputs: tuple[str, ...], seed: int, low: int = -10, bits: int = 7
) -> tuple[tuple[Values, ...], tuple[tuple[Values, ...], ...], list[list[list[float]]]]:
    """Parameters and gradients, the same for every algorithm, and the gradients as floats."""
    stream = Dyadics(seed, bits)
    params = tuple(stream.values(prod(s), -3, 1) for s in shapes)

    def row(size: int) -> Values:
        return tuple(_fitting(x, kind) for kind in inputs for x in stream.values(size, low, 3))

    gradients = tuple(tuple(row(prod(s)) for s in shapes) for _ in range(steps))
    return params, gradients, [[[float(x) for x in g] for g in step] for step in gradients]


def _fitting(x: Fraction, values: str) -> Fraction:
    """The number, or what stands for it in an input that takes only some."""
    return {"real": x, "nonnegative": abs(x), "mask": Fraction(x > 0)}[values]


class Dyadics:
    """Random numbers k * 2**e with `bits` significant bits: seven are exact in every dtype.

    The raw output of PCG64 is documented to be stable across releases, unlike that of distributions.
    """

    def __init__(self, seed: int, bits: int = 7) -> None:
        self._source, self._bits = np.random.PCG64(seed), bits

    def values(self, count: int, low: int, high: int) -> Values:
        """`count` values of either sign with magnitudes between 2**low and 2**(high + 1)."""
        leading, out = 1 << (self._bits - 1), []
        raw = iter(self._source.random_raw(2 * count).tolist())
        for mantissa, rest in zip(raw, raw, strict=True):
            exponent = low + (rest >> 1) % (high - low + 1) - self._bits + 1
            out.append((-1) ** (rest & 1) * Fraction(leading + mantissa % leading) * Fraction(2) ** exponent)
        return tuple(out)
