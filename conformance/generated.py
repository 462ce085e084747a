"""Inputs that are too large for goldens: made on the spot, the same on every machine."""

from fractions import Fraction
from functools import lru_cache
from math import prod

import numpy as np

from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case, Values

Shapes = tuple[tuple[int, ...], ...]

WIDTH = 64  # elements of the widest vector unit that a kernel may use (bfloat16 in 1024 bits)
WIDE_SHAPES = ((1,), (3,), (WIDTH - 1,), (WIDTH,), (4 * WIDTH + 1,))


def wide(subject: Subject, steps: int = 3) -> Case:
    """A case whose tensors have 1, 3, W-1, W and 4W+1 elements: vector bodies and scalar tails."""
    return _random(subject, "wide", WIDE_SHAPES, steps, seed=1)


def noisy(subject: Subject, steps: int = 40) -> Case | None:
    """Many random gradients with hyperparameters that are exact in the subject's dtype; None without such."""
    if not any(exact_class(subject, case) for case in subject.cases):
        return None
    return _random(subject, "noisy", ((WIDTH + 1,),), steps, seed=2)


def exact_class(subject: Subject, case: Case) -> bool:
    """Whether every hyperparameter, its complement, and the product of decay and rate are exact in the dtype."""
    h, represents = case.hypers_at(1), subject.dtype.represents
    product = h.get("lr", Fraction(0)) * h.get("weight_decay", Fraction(0))
    return all(represents(x) and represents(1 - x) for x in h.values()) and represents(1 - product)


def _random(subject: Subject, name: str, shapes: Shapes, steps: int, seed: int) -> Case:
    """The hyperparameters of an exact golden case with random dyadic parameters and gradients."""
    template = next((c for c in subject.cases if exact_class(subject, c)), subject.cases[0])
    return _filled(template, name, shapes, steps, seed)


@lru_cache(maxsize=64)
def _filled(template: Case, name: str, shapes: Shapes, steps: int, seed: int) -> Case:
    params, gradients = _numbers(shapes, steps, seed)
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
def _numbers(shapes: Shapes, steps: int, seed: int) -> tuple[tuple[Values, ...], tuple[tuple[Values, ...], ...]]:
    """Parameters and gradients, the same for every algorithm."""
    stream = Dyadics(seed)
    params = tuple(stream.values(prod(s), -3, 1) for s in shapes)
    return params, tuple(tuple(stream.values(prod(s), -10, 3) for s in shapes) for _ in range(steps))


class Dyadics:
    """Random numbers k * 2**e with seven significant bits: exact in every dtype.

    The raw output of PCG64 is documented to be stable across releases, unlike that of distributions.
    """

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def values(self, count: int, low: int, high: int) -> Values:
        """`count` values of either sign with magnitudes between 2**low and 2**(high + 1)."""
        out = []
        for raw in self._bits.random_raw(count).tolist():
            mantissa = Fraction(64 + (raw & 63), 64)
            exponent = low + (raw >> 6) % (high - low + 1)
            out.append((-1) ** (raw >> 63) * mantissa * Fraction(2) ** exponent)
        return tuple(out)
