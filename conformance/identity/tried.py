"""Every variant of every algorithm of a family, tried on a start that the reference knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import Door
from goldstep.adapters.open.trial import Trial
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant


@dataclass(frozen=True)
class Tried:
    """What came of all variants, the likeliest first; `refused` ones have other arguments, or could not be run."""

    trials: Sequence[Trial]
    refused: int

    @property
    def count(self) -> int:
        return len(self.trials) + self.refused


def tried(door: Door) -> Tried:
    """All of them. Raises AdapterError where none can be tried: what is said of the likeliest."""
    trials, failures = [], []
    for algorithm, variant in _variants(door.reader.families):
        try:
            trials.append(door.attempt(algorithm, variant, quick=True))
        except AdapterError as error:
            failures.append(error)
    if not trials:
        foreign = [error for error in failures if error.__cause__ is not None]
        families = " and ".join(door.reader.families)
        raise AdapterError(
            f"{door.name!r} cannot be tried as any of the {families}; of one it is said: {(foreign or failures)[0]}"
        )
    return Tried(sorted(trials, key=lambda trial: _rank(door, trial), reverse=True), len(failures))


def _variants(families: Sequence[str]) -> Iterator[tuple[Algorithm, Variant]]:
    for family in families:
        for name in registry.of_family(family):
            algorithm = registry.get(name)
            yield from ((algorithm, variant) for variant in algorithm.variants)


def _rank(door: Door, trial: Trial) -> tuple[Any, ...]:
    """What is followed longest, then what leaves least over, then what comes nearest, then the likeliest name."""
    found = trial.recognised
    *_, named = trial.rank(door.reader.likely)
    return found.nearly, found.agreed, *trial.given, len(found.exact), -found.gap, named
