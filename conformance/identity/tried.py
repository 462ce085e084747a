"""Every variant of every algorithm of a family, tried on a start that the reference knows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import Door, where
from goldstep.adapters.open.asked import Misfit
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.text import class_of, told
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
        raise AdapterError(_commonest(door, failures))
    return Tried(sorted(trials, key=lambda trial: _rank(door, trial), reverse=True), len(failures))


def _commonest(door: Door, failures: Sequence[AdapterError]) -> str:
    """What is said most often where nothing can be tried: how it fails, or else what it lacks least to be something."""
    *rest, last = door.reader.families
    families = f"{', '.join(rest)} and {last}" if rest else last
    misfits = {failure: failure.__cause__ for failure in failures if isinstance(failure.__cause__, Misfit)}
    said = Counter(_said(failure) for failure in failures if failure not in misfits)
    if said:
        return f"{door.name!r} fails whatever of the {families} it is taken for: {said.most_common(1)[0][0]}"
    least = min(misfits.items(), key=lambda pair: pair[1].lacking)[0]
    return f"{door.name!r} cannot be tried as any of the {families}; of one it is said: {least}"


def _said(failure: AdapterError) -> str:
    """What was raised and where, without what it was taken for."""
    raised = failure.__cause__
    return str(failure) if raised is None else f"{class_of(raised)}: {told(raised)} ({where(raised)})"


def _variants(families: Sequence[str]) -> Iterator[tuple[Algorithm, Variant]]:
    for family in families:
        for name in registry.of_family(family):
            algorithm = registry.get(name)
            yield from ((algorithm, variant) for variant in algorithm.variants)


def _rank(door: Door, trial: Trial) -> tuple[Any, ...]:
    """What is followed longest, then what leaves least over, then what comes nearest, then the likeliest name."""
    found = trial.recognised
    *_, named = trial.rank(door.reader.likely)
    told, assumed, fixed = trial.given
    return found.nearly, found.agreed, told, assumed, len(found.exact), -found.gap, named, fixed
