"""Under which hyperparameters two variants are equal: what is proved, and what is refuted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from goldstep.conformance.comparing.maps import Map, maps
from goldstep.conformance.comparing.proofs import attempted, parting
from goldstep.conformance.comparing.sides import Side
from goldstep.conformance.comparing.spans import Span, followed, spanned
from goldstep.reference.trajectory import Case

_PATIENCE = 4  # maps that agree and cannot be proved, after which no proof of another is tried


@dataclass(frozen=True)
class Proof:
    """A map under which the other side is the one, and how their state corresponds where it is not the same."""

    map: Map
    state: str


@dataclass
class Equality:
    """The proved map with the fewest fixed values; one that changes with the step where it fixes fewer than a constant.

    `spanned` is a map of schedules that is proved over a span of steps alone. `open` is a map that agrees on the
    example and is not proved, where there is no other, and `why` it is not. `nearest` is a map that is refuted no
    earlier on the example than any other, with the step at which it is.
    """

    constant: Proof | None = None
    changing: Proof | None = None
    spanned: tuple[Map, Span] | None = None
    open: Map | None = None
    why: str = ""
    nearest: tuple[Map, int] | None = None
    tried: int = field(default=0)


def equality(one: Side, other: Side, case: Case, values: Mapping[str, Fraction]) -> Equality:
    """Try all maps that `maps` has, simple ones first, until one with constant rules is proved."""
    found, unproved, case = Equality(), 0, followed(case, one)
    for map_ in maps(one, other):
        if map_.changing and found.changing:
            continue
        found.tried += 1
        parted = parting(one, other, map_, case, values)
        if parted is not None and (found.nearest is None or parted > found.nearest[1]):
            found.nearest = map_, parted
        if parted is not None or (not map_.identity and unproved == _PATIENCE):
            continue
        attempt = attempted(one, other, map_)
        if attempt.state is None:
            if found.spanned is None and (span := spanned(one, other, map_)):
                found.spanned = map_, span
            found.open, found.why = (found.open, found.why) if found.open else (map_, attempt.why)
            unproved += 1
        elif map_.changing:
            found.changing = Proof(map_, attempt.state)
        else:
            found.constant = Proof(map_, attempt.state)
            return found
    return found
