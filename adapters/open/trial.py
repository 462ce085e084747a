"""Which variant of an algorithm something is: each is tried on a known start, and the one that agrees longest is it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.recognition import Recognised
from goldstep.adapters.open.signature import Spelling
from goldstep.adapters.open.start import STEPS, Start
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant, parameter

_OWN = ("official", "paper")  # variants that are nobody else's


@dataclass(frozen=True)
class Trial:
    """What came of one variant: how its hyperparameters are spelled, and what the steps of `start` showed."""

    algorithm: Algorithm
    variant: Variant
    spelling: Spelling
    start: Start
    recognised: Recognised
    binding: Any

    @property
    def agrees(self) -> bool:
        return self.recognised.agreed == STEPS

    @property
    def alike(self) -> set[str]:
        """The slots that have the shape of their parameter."""
        return {slot.name for slot in self.algorithm.slots if slot.shape is parameter}

    def rank(self, likely: Sequence[str]) -> tuple[Any, ...]:
        """By which the best is found: what agrees, then what leaves least over, then the beginnings of likely names."""
        name = self.variant.name
        named = (*map(name.startswith, likely), name in _OWN)
        found = self.recognised
        unread = -len(found.unreadable) if not found.nearly else 0  # what shows less can be judged less
        return found.agreed, found.nearly, len(found.exact), unread, *self.given[:2], named

    @property
    def given(self) -> tuple[int, int, int]:
        """How many hyperparameters can be told, and how few others are assumed or always the same."""
        spelling = self.spelling
        return len(spelling.said), -len(spelling.assumed), -len(spelling.fixed)


def best(asked: Asked, likely: Sequence[str], attempt: Callable[[Algorithm, Variant], Trial]) -> Trial:
    """The trial of the variant that is asked for, or else of the likeliest.

    Raises what the attempts raised where none succeeded: AdapterError, and whatever foreign code raises.
    """
    algorithm = registry.get(asked.algorithm)
    if asked.variant:
        return attempt(algorithm, algorithm.variant(asked.variant))
    trials, failures = [], []
    for variant in algorithm.variants:
        try:
            trials.append(attempt(algorithm, variant))
        except Exception as error:
            failures.append((not isinstance(error, AdapterError), not any(map(variant.name.startswith, likely)), error))
    if not trials:
        raise min(failures, key=lambda failure: failure[:2])[2]
    return max(trials, key=lambda trial: trial.rank(likely))
