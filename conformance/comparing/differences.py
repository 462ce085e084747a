"""What differs between two variants: formulas, switches, defaults, and the first steps of a run."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from goldstep.conformance.comparing.sides import Side, plain, run
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.formula import Equation, equations
from goldstep.reference.trajectory import Case

BITS, STEPS = 256, 5


@dataclass(frozen=True)
class Formula:
    """A quantity that is not computed alike; empty where there is none. In LaTeX."""

    clause: str
    stage: str
    one: str
    other: str


def formulas(one: Side, other: Side) -> list[Formula]:
    """The equations that are not the same, in the order of a step."""
    mine, theirs = (_by_place(equations(s.algorithm, s.variant)) for s in (one, other))
    places = list(mine) + [place for place in theirs if place not in mine]
    differ = [place for place in places if _latex(mine, place) != _latex(theirs, place)]
    return [
        Formula((mine.get(place) or theirs[place]).clause, place[0], _latex(mine, place), _latex(theirs, place))
        for place in differ
    ]


def _by_place(found: list[Equation]) -> dict[tuple[str, str], Equation]:
    return {(equation.stage, equation.name): equation for equation in found}


def _latex(found: Mapping[Any, Equation], place: tuple[str, str]) -> str:
    return found[place].latex if place in found else ""


def switches(one: Side, other: Side) -> dict[str, tuple[str, str]]:
    """Switches of an algorithm that stand differently; those of different algorithms say nothing of each other."""
    if one.algorithm.name != other.algorithm.name:
        return {}
    pairs = {name: (value, other.variant.switches[name]) for name, value in one.variant.switches.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@dataclass(frozen=True)
class StepDifference:
    """How far the parameters are from where they began, and from each other, by the element where that is most.

    `certain` where some balls do not meet, so that they differ, and not by an error of the computation.
    """

    step: int
    moved: float
    apart: float
    certain: bool


def first_steps(
    one: Side, other: Side, case: Case, mine: Mapping[str, Fraction], theirs: Mapping[str, Fraction], steps: int = STEPS
) -> list[StepDifference]:
    """Both from the same parameters, by the same gradients, in balls of 256 bits."""
    with Arb(BITS, strict=False) as arb:
        begun = [arb.number(x) for theta in case.params for x in theta]
        runs = (run(one, case, arb, plain(one, mine), steps), run(other, case, arb, plain(other, theirs), steps))
        found = []
        for t, (x, y) in enumerate(zip(*runs, strict=True), case.steps[0]):
            flat = [[value for tensor in side for value in tensor] for side in (x, y)]
            apart = [abs(a - b) for a, b in zip(*flat, strict=True)]
            moved = [abs(a - b) for a, b in zip(flat[0], begun, strict=True)]
            largest, furthest = (max((float(z.mid()) for z in zs), default=0.0) for zs in (apart, moved))
            found.append(StepDifference(t, furthest, largest, any(z > 0 for z in apart)))
    return found
