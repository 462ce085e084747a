"""Inputs that are too large for goldens: made on the spot, the same on every machine."""

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from math import prod

import numpy as np

from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dependencies import in_coefficients
from goldstep.reference.trajectory import Case, Values

Shapes = tuple[tuple[int, ...], ...]

WIDTH = 64  # elements of the widest vector unit that a kernel may use (bfloat16 in 1024 bits)
WIDE_SHAPES = ((1,), (3,), (WIDTH - 1,), (WIDTH,), (4 * WIDTH + 1,))


def wide(subject: Subject, steps: int = 3) -> Case:
    """A case whose tensors have 1, 3, W-1, W and 4W+1 elements: vector bodies and scalar tails."""
    return _random(subject, "wide", WIDE_SHAPES, steps, seed=1)


def noisy(subject: Subject, steps: int = 20) -> Case | None:
    """Many random gradients with hyperparameters that are exact in the subject's dtype; None without such.

    The gradients are of similar size, for a term far below a running sum is absorbed, always downwards; and they
    use all bits of the dtype, for the low bits of squares of short numbers are far from uniform.
    """
    if not any(exact_class(subject, case) for case in subject.cases):
        return None
    return _random(subject, "noisy", ((WIDTH + 1,),), steps, seed=2, low=-3, bits=subject.dtype.precision)


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
    zeros = (tuple(Fraction(0) for _ in case.params[0]),)
    state = {slot.name: zeros for slot in algorithm.slots_of(variant)}
    return replace(case, hyper={**case.hyper, **steady}, done=LATE, state=state)


def exact_class(subject: Subject, case: Case) -> bool:
    """Whether every hyperparameter, its complement, and the product of decay and rate are exact in the dtype."""
    h, represents = case.hypers_at(1), subject.dtype.represents
    product = h.get("lr", Fraction(0)) * h.get("weight_decay", Fraction(0))
    return all(represents(x) and represents(1 - x) for x in h.values()) and represents(1 - product)


def _random(subject: Subject, name: str, shapes: Shapes, steps: int, **stream: int) -> Case:
    """The hyperparameters of an exact golden case with random dyadic parameters and gradients."""
    template = next((c for c in subject.cases if exact_class(subject, c)), subject.cases[0])
    return _filled(template, name, shapes, steps, **stream)


@lru_cache(maxsize=64)
def _filled(template: Case, name: str, shapes: Shapes, steps: int, **stream: int) -> Case:
    params, gradients = _numbers(shapes, steps, **stream)
    return Case(
        name=name,
        algorithm=template.algorithm,
        variant=template.variant,
        hyper=template.hyper,
        shapes=shapes,
        params=params,
        gradients=gradients,
    )


@lru_cache(maxsize=8)
def _numbers(
    shapes: Shapes, steps: int, seed: int, low: int = -10, bits: int = 7
) -> tuple[tuple[Values, ...], tuple[tuple[Values, ...], ...]]:
    """Parameters and gradients, the same for every algorithm."""
    stream = Dyadics(seed, bits)
    params = tuple(stream.values(prod(s), -3, 1) for s in shapes)
    return params, tuple(tuple(stream.values(prod(s), low, 3) for s in shapes) for _ in range(steps))


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
