"""Which variant of an algorithm something is: each is tried on a known start, and the one that agrees longest is it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.recognition import Recognised
from goldstep.adapters.open.signature import Spelling
from goldstep.adapters.open.start import STEPS, Start
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant


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

    def rank(self, framework: str) -> tuple[Any, ...]:
        """By which the best is found: what agrees, then what leaves least of the arguments and of the state over."""
        name = self.variant.name
        likely = (name.startswith(framework), name == "paper")
        return self.recognised.agreed, self.recognised.nearly, len(self.recognised.exact), *self._given(), likely

    def _given(self) -> tuple[int, int]:
        return len(self.variant.defaults) - len(self.spelling.fixed), -len(self.spelling.assumed)


def best(asked: Asked, framework: str, attempt: Callable[[Algorithm, Variant], Trial]) -> Trial:
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
            failures.append((not isinstance(error, AdapterError), not variant.name.startswith(framework), error))
    if not trials:
        raise min(failures, key=lambda failure: failure[:2])[2]
    return max(trials, key=lambda trial: trial.rank(framework))
