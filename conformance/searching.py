"""Hypothesis looks for a case, and makes it small."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

T = TypeVar("T")
F = TypeVar("F")
_FAR = 2**300


class Found(Exception):
    """A case that was looked for; Hypothesis raises the smallest one last."""

    def __init__(self, case: Any, found: Any) -> None:
        super().__init__()
        self.case, self.found = case, found


@cache
def integers(low: int, high: int) -> st.SearchStrategy[int]:
    """An integer of [low, high]; shrinks to the one next to 0.

    Hypothesis mixes in constants that it finds in the sources of whoever runs it. It is asked for integers so large
    that there are none, so that the same cases are found everywhere.
    """
    in_order = sorted(range(low, high + 1), key=lambda n: (abs(n), n < 0))
    return st.integers(_FAR, _FAR + high - low).map(lambda k: in_order[k - _FAR])


def smallest(
    make: Callable[[Callable[[int, int], int]], T],
    probe: Callable[[T], F | None],
    *,
    derandomize: bool,
    examples: int,
    start: int = 0,
) -> tuple[T, F] | None:
    """The smallest case found, of those that `make` draws, in which `probe` finds something, and what it finds."""

    @st.composite
    def cases(draw: Any) -> T:
        return make(lambda low, high: draw(integers(low, high)))

    def test(case: T) -> None:
        found = probe(case)
        if found is not None:
            raise Found(case, found)

    quiet = settings(
        derandomize=derandomize,
        database=None,
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    looking = quiet(given(cases())(test))
    try:
        (looking if derandomize else seed(start)(looking))()
    except Found as found:
        return found.case, found.found
    return None
