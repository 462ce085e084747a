"""Faults of counting: the algorithm itself, told another number of the step than it is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from goldstep.reference.algorithm import Algorithm

COUNTS: dict[str, Callable[[Any], Any]] = {
    "its count of steps is one ahead": lambda t: t + 1,
    "its count of steps is one behind": lambda t: t - 1,
    "its count of steps stays at 1": lambda t: t * 0 + 1,
    "it counts each step twice": lambda t: t * 2,
}


def miscounted(algorithm: Algorithm) -> Iterator[tuple[str, Algorithm]]:
    """A sentence, and the algorithm with that fault."""
    for sentence, count in COUNTS.items():
        yield sentence, _told(algorithm, count)


def _told(algorithm: Algorithm, count: Callable[[Any], Any]) -> Algorithm:
    def coefficients(q: Any, h: Any, t: Any) -> None:
        algorithm.coefficients(q, h, count(t))

    def step(q: Any, h: Any, c: Any, s: Any, t: Any) -> None:
        algorithm.step(q, h, c, s, count(t))

    return replace(algorithm, coefficients=coefficients, step=step)
