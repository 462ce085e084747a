"""Proofs that two variants compute the same under a map of hyperparameters, by induction over the steps.

Let each state variable of the other side be a multiple of that of the one side. If this holds after the first step, and
every other step keeps it and gives the same parameters, whatever the state and the inputs are, then all runs are the
same. A step is read symbolically: the first nine, which may be special, and a step in general.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
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
    """Whether the first steps on an example may be the same; where they certainly differ, the map is refuted."""

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
        runs = (run(one, case, arb, given, _STEPS), run(other, case, arb, theirs, _STEPS))
        return all(
            a.overlaps(b)
            for x, y in zip(*runs, strict=True)
            for u, v in zip(x, y, strict=True)
            for a, b in zip(u, v, strict=True)
        )


def _number(q: Arithmetic, value: Fraction | None, integer: bool) -> Any:
    return None if value is None else int(value) if integer else q.number(value)


def proved(one: Side, other: Side, map_: Map) -> str | None:
    """How the state corresponds, where it is proved that both are the same under the map; None where no proof is found.

    Empty: every state variable is that of the same name.
    """
    if _same_formulas(one, other, map_):
        return ""
    for scales in _scales(one, other):
        try:
            if all(_keeps(one, other, map_, scales, shape) for shape in one.algorithm.kinds.values()):
                told = (f"its {name} is {text} times the other" for name, text in scales.items() if text != "1")
                return ", ".join(told)
        except Unprovable:
            return None
    return None


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


def _keeps(one: Side, other: Side, map_: Map, scales: Mapping[str, str], shape: tuple[int, ...]) -> bool:
    """Whether the correspondence holds after the first step and is kept by every other, with the same parameters."""
    return all(_kept_by(one, other, map_, scales, shape, t) for t in (GENERAL, *EARLY))


def _kept_by(one: Side, other: Side, map_: Map, scales: Mapping[str, str], shape: tuple[int, ...], t: int) -> bool:
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
    return all(_same(field, then[name], factors.get(name, 1) * now[name]) for name in then if name in now)


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
