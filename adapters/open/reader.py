"""How a door reads something that has no adapter: tried as one variant after another, and opened as one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.opening import Opening
from goldstep.adapters.open.trial import Trial, best
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
    return reader.finished(trial, bool(asked.variant))
