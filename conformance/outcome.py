"""What a check finds: a verdict, how close it was, and where the first departure lies."""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from goldstep.reference.trajectory import Case


class Verdict(StrEnum):
    CONFORMS = "conforms"
    VARIANT = "variant"  # conforms to a declared variant that differs from the paper
    SOUND = "sound"  # the adapter keeps its contract; nothing is said about the optimizer
    VIOLATES = "violates"
    ERROR = "error"  # the adapter broke; nothing is said about the optimizer
    UNTESTED = "untested"  # with its reason


@dataclass(frozen=True)
class Departure:
    """The first value that no correct rounding explains; `loaded` says that it stood in a state just loaded."""

    step: int
    quantity: str
    parameter: int
    element: int
    expected: Fraction
    got: float
    deviation: float
    budget: float
    clauses: tuple[str, ...]
    loaded: bool = False


class Breach(Exception):
    """The backend did what a general clause forbids: a violation that no value shows."""

    def __init__(self, clause: str, reason: str) -> None:
        super().__init__(reason)
        self.clause = clause


@dataclass(frozen=True)
class Outcome:
    """The result of one check on one cell; `evidence` is the case that shows it, and whether with resets.

    `margin` is the largest deviation as a fraction of its budget; above 1 it violates. `judged` counts the
    values compared and `vacuous` those whose budget says nothing.
    """

    verdict: Verdict
    reason: str = ""
    margin: float | None = None
    judged: int = 0
    vacuous: int = 0
    departure: Departure | None = None
    clauses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    evidence: tuple[Case, bool] | None = None

    def breaking(self, *clauses: str) -> "Outcome":
        """The same; a violation breaks these clauses as well."""
        return replace(self, clauses=self.clauses + clauses) if self.verdict is Verdict.VIOLATES else self

    @property
    def failed(self) -> bool:
        return self.verdict in (Verdict.VIOLATES, Verdict.ERROR)


def untested(reason: str) -> Outcome:
    return Outcome(Verdict.UNTESTED, reason=reason)
