"""Under which hyperparameters two variants are equal: what is proved, and what is refuted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from goldstep.conformance.comparing.maps import Map, maps
from goldstep.conformance.comparing.proofs import agrees, proved
from goldstep.conformance.comparing.sides import Side
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

    `open` is a map that agrees on the example and is not proved, where there is no other.
    """

    constant: Proof | None = None
    changing: Proof | None = None
    open: Map | None = None
    tried: int = field(default=0)


def equality(one: Side, other: Side, case: Case, values: Mapping[str, Fraction]) -> Equality:
    """Try all maps that `maps` has, simple ones first, until one with constant rules is proved."""
    found, unproved = Equality(), 0
    for map_ in maps(one, other):
        if map_.changing and found.changing:
            continue
        found.tried += 1
        if not agrees(one, other, map_, case, values) or (not map_.identity and unproved == _PATIENCE):
            continue
        state = proved(one, other, map_)
        if state is None:
            found.open, unproved = found.open or map_, unproved + 1
        elif map_.changing:
            found.changing = Proof(map_, state)
        else:
            found.constant = Proof(map_, state)
            return found
    return found
