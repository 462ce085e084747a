"""How a door reads something that has no adapter: tried as one variant after another, and opened as one of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.opening import Opening
from goldstep.adapters.open.start import STEPS
from goldstep.adapters.open.trial import Trial, best
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant


class Attempt(Protocol):
    """Tries it as a variant; `quick`: only as far as it computes what that does.

    Raises AdapterError where its arguments do not fit, and whatever foreign code raises.
    """

    def __call__(self, algorithm: Algorithm, variant: Variant, *, quick: bool = False) -> Trial: ...


@dataclass(frozen=True)
class Reader:
    """What one door knows of one class or function.

    It belongs to one of the `families`. `likely` has beginnings of the names of variants that it may well be, and
    `finished` opens it as what a trial took it for, `asked_for` or found.
    """

    families: tuple[str, ...]
    likely: Sequence[str]
    attempt: Attempt
    finished: Callable[[Trial, bool], Opening]


def opened(reader: Reader, asked: Asked) -> Opening:
    """It, as what is asked for."""
    trial = best(asked, reader.likely, reader.attempt)
    opening = reader.finished(trial, bool(asked.variant))
    if trial.recognised.nearly == STEPS:
        return opening
    other = next(_agreeing(reader, trial), None)
    return replace(opening, instead=_instead(trial, other, asked)) if other else opening


def _agreeing(reader: Reader, trial: Trial) -> Iterator[Trial]:
    """What its first steps are, of all that has the same arguments: variants of its algorithm first."""
    own = trial.algorithm.name
    for name in [own, *(name for family in reader.families for name in registry.of_family(family) if name != own)]:
        algorithm = registry.get(name)
        for variant in sorted(algorithm.variants, key=lambda v: not v.name.startswith(tuple(reader.likely))):
            with suppress(Exception):  # foreign code that does not run as this is not this
                other = reader.attempt(algorithm, variant, quick=True)
                if other.agrees and other.spelling.options.keys() >= trial.spelling.options.keys():
                    yield other


def _instead(trial: Trial, other: Trial, asked: Asked) -> str:
    said = f"{trial.algorithm.name} {asked.variant}" if asked.variant else trial.algorithm.name
    same = asked.variant and other.algorithm is trial.algorithm
    found = other.variant.name if same else f"{other.algorithm.name} {other.variant.name}"
    return f"this is not {said} but {found}, which its first {STEPS} steps are"


def belongs(algorithm: Algorithm) -> str:
    """The family of an algorithm."""
    return registry.family(algorithm.name)
