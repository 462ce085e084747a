"""Proofs that two variants compute the same under a map of hyperparameters, by induction over the steps.

Let each state variable of the other side be a multiple of that of the one side. If this holds after the first step, and
every other step keeps it and gives the same parameters, whatever the state and the inputs are, then all runs are the
same. A step is read symbolically: the first nine, which may be special, and a step in general.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

from goldstep.conformance.comparing.maps import SHARES, Map
from goldstep.conformance.comparing.sides import Side, run
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.field import Field
from goldstep.reference.arithmetics.ratio import Ratio, Unprovable
from goldstep.reference.arithmetics.symbolic import EARLY, GENERAL, Symbolic, after, hypers, starts, state
from goldstep.reference.trajectory import Case

_BITS, _STEPS = 192, 8


def agrees(one: Side, other: Side, map_: Map, case: Case, values: Mapping[str, Fraction]) -> bool:
    """Whether the steps on an example may be the same; where they certainly differ, the map is refuted."""
    return parting(one, other, map_, case, values) is None


def parting(one: Side, other: Side, map_: Map, case: Case, values: Mapping[str, Fraction]) -> int | None:
    """The first step on an example after which the parameters certainly differ; None where they may be the same."""

    def given(q: Arithmetic, t: int) -> dict[str, Any]:
        known = {name: map_.fixed.get(name, values[name]) for name in one.given}
        return {
            hyper.name: _number(q, known.get(hyper.name, hyper.neutral), hyper.integer)
            for hyper in one.algorithm.hypers
        }

    def theirs(q: Arithmetic, t: int) -> dict[str, Any]:
        told = map_.told(q, given(q, t), t)
        return {
            hyper.name: told.get(hyper.name, _number(q, hyper.neutral, hyper.integer))
            for hyper in other.algorithm.hypers
        }

    with Arb(_BITS, strict=False) as arb:
        steps = max(_STEPS, len(case.gradients)) if one.algorithm.number else _STEPS
        runs = (run(one, case, arb, given, steps), run(other, case, arb, theirs, steps))
        return next((t for t, pair in zip(case.steps, zip(*runs, strict=True), strict=False) if _apart(*pair)), None)


def _apart(one: list[list[Any]], other: list[list[Any]]) -> bool:
    pairs = zip(chain(*one), chain(*other), strict=True)
    return any(not a.overlaps(b) for a, b in pairs)


def _number(q: Arithmetic, value: Fraction | None, integer: bool) -> Any:
    return None if value is None else int(value) if integer else q.number(value)


@dataclass(frozen=True)
class Attempt:
    """How the state corresponds, empty where it is the same; or None, and `why` nothing is proved."""

    state: str | None
    why: str = ""


def proved(one: Side, other: Side, map_: Map) -> str | None:
    """How the state corresponds, where it is proved that both are the same under the map; None where no proof is found.

    Empty: every state variable is that of the same name.
    """
    return attempted(one, other, map_).state


def attempted(one: Side, other: Side, map_: Map) -> Attempt:
    """A proof that both are the same under the map, or what there is no form for, or what differs in its form."""
    if _same_formulas(one, other, map_):
        return Attempt("")
    parted = ""
    for scales in _scales(one, other):
        try:
            found = next(
                (x for shape in one.algorithm.kinds.values() if (x := _parted(one, other, map_, scales, shape))), ""
            )
        except Unprovable as unknown:
            return Attempt(None, f"there is no form for {unknown}")
        if not found:
            told = (f"its {name} is {text} times the other" for name, text in scales.items() if text != "1")
            return Attempt(", ".join(told))
        parted = parted or found
    return Attempt(None, parted)


def _same_formulas(one: Side, other: Side, map_: Map) -> bool:
    """Whether both are one algorithm with the same switches and hyperparameters, so that there is nothing to prove."""
    if one.algorithm.name != other.algorithm.name or one.variant.switches != other.variant.switches:
        return False
    known = {name: rule.text for name, rule in map_.rules.items()}
    for hyper in one.algorithm.hypers:
        mine = map_.fixed.get(hyper.name, "" if hyper.name in one.given else hyper.neutral)
        theirs = known.get(hyper.name, None if hyper.name in other.given else hyper.neutral)
        if theirs == "" and hyper.name in map_.fixed:
            theirs = mine
        if str(mine) != str(theirs):
            return False
    return True


def _scales(one: Side, other: Side) -> Iterator[dict[str, str]]:
    """By what each common state variable may be multiplied, one at most: texts of `_multiple`."""
    mine, theirs = ({slot.name for slot in s.algorithm.slots_of(s.variant)} for s in (one, other))
    shares = [text for share in SHARES if share in one.given for text in (f"(1 - {share})", f"1 / (1 - {share})")]
    texts = ["1", "-1", *(["lr", "1 / lr", "-lr", "-1 / lr"] if "lr" in one.given else []), *shares]
    alike = dict.fromkeys(sorted(mine & theirs), "1")
    yield alike
    yield from ({**alike, name: text} for name in alike for text in texts[1:])


def _multiple(text: str, h: Mapping[str, Any]) -> Any:
    if text.startswith("-"):
        return -_multiple(text[1:], h)
    if text.startswith("1 / "):
        return 1 / _multiple(text[4:], h)
    return 1 if text == "1" else h["lr"] if text == "lr" else 1 - h[text.strip("()").removeprefix("1 - ")]


def _parted(one: Side, other: Side, map_: Map, scales: Mapping[str, str], shape: tuple[int, ...]) -> str:
    """Where the correspondence is not seen to hold after the first step, or to be kept by another; empty if it is."""
    for t in (GENERAL, *EARLY):
        name = _parted_by(one, other, map_, scales, shape, t)
        if name:
            what = {"theta": "the learning rate" if one.algorithm.number else "the parameters"}.get(name, name)
            return f"the forms of {what} differ in {'a step in general' if t is GENERAL else f'step {t}'}"
    return ""


def _parted_by(one: Side, other: Side, map_: Map, scales: Mapping[str, str], shape: tuple[int, ...], t: int) -> str:
    """What has not the same form after a step, of the parameter and the state."""
    field = Field()
    h = hypers(field, one.algorithm, one.variant, map_.fixed)
    neutral = hypers(field, other.algorithm, other.variant, dict.fromkeys(other.given, Fraction(0)))
    theirs = {**neutral, **map_.told(Symbolic(field), h, t)}
    factors = {name: _multiple(text, h) for name, text in scales.items()}
    if t == 1:
        mine, before = (_started(field, s, given) for s, given in ((one, h), (other, theirs)))
    else:
        mine = state(field, one.algorithm, one.variant)
        before = {name: factors.get(name, 1) * x for name, x in _letters(field, other, mine).items()}
    now = after(field, one.algorithm, one.variant, h, mine, t, shape)
    then = after(field, other.algorithm, other.variant, theirs, before, t, shape)
    common = (name for name in then if name in now)
    return next((name for name in common if not _same(field, then[name], factors.get(name, 1) * now[name])), "")


def _started(field: Field, s: Side, h: Mapping[str, Any]) -> dict[str, Ratio]:
    """The parameter and the state before the first step."""
    return {"theta": field.letter("theta"), **starts(field, s.algorithm, s.variant, h)}


def _letters(field: Field, other: Side, mine: Mapping[str, Ratio]) -> dict[str, Ratio]:
    """The state of the other side; what the one does not keep can be anything."""
    theirs = {"theta": mine["theta"]}
    for slot in other.algorithm.slots_of(other.variant):
        own = field.letter(f"other {slot.name}", nonnegative=slot.nonnegative)
        theirs[slot.name] = mine.get(slot.name, own)
    return theirs


def _same(field: Field, x: Any, y: Any) -> bool:
    x, y = (z if isinstance(z, Ratio) else field.number(z) for z in (x, y))
    return x.same(y)


def factors(told: str, h: Mapping[str, Any]) -> dict[str, Any]:
    """By what state variables of the other side are multiplied, of what `proved` has told."""
    return {name: _multiple(text, h) for name, text in re.findall(r"its (\w+) is (.+?) times the other(?:, |$)", told)}
