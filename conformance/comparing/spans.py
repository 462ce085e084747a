"""Schedules under a map over spans of steps: what induction does not reach is worked out step by step.

A step of a schedule depends on its number and on whole numbers such as a length, by cases and remainders that have no
form. Where both are numbers, all that is left are the other hyperparameters, as letters. So equality is proved for all
of their values, at every step of a span.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

from goldstep.conformance.comparing.maps import Map
from goldstep.conformance.comparing.sides import Side
from goldstep.reference.arithmetics.field import Field
from goldstep.reference.arithmetics.ratio import Ratio, Unprovable
from goldstep.reference.arithmetics.symbolic import Symbolic, after, hypers, starts
from goldstep.reference.trajectory import Case

_GREATEST = {0: 12, 1: 12, 2: 6}  # to what whole numbers are followed, by how many of them there are
_ROUNDS = 3  # so many times as far as the greatest goes the span of steps
_MOST = 400  # steps of an example


@dataclass(frozen=True)
class Span:
    """Steps 1 to `steps`, or to the end, of all schedules in which none of these `whole` numbers exceeds `greatest`."""

    whole: tuple[str, ...]
    greatest: int
    steps: int


def is_schedule(s: Side) -> bool:
    """Whether it is a function of the count of steps and the hyperparameters alone."""
    return s.algorithm.number and not s.algorithm.inputs


def followed(case: Case, s: Side) -> Case:
    """A case of a schedule, on beyond all its transitions."""
    if not is_schedule(s):
        return case
    h = SimpleNamespace(**{hyper.name: _plain(case, hyper) for hyper in s.algorithm.hypers}, **s.variant.switches)
    transitions = s.algorithm.transitions
    steps = min(_MOST, max([len(case.gradients), *(transitions.at(h) if transitions else ())]) + 2)
    last = transitions.steps(h) if transitions else None
    return replace(case, gradients=case.gradients[:1] * (min(steps, last) if last else steps), changes={})


def _plain(case: Case, hyper: Any) -> Any:
    value = case.hyper.get(hyper.name, hyper.neutral)
    return int(value) if hyper.integer and value is not None else value


def spanned(one: Side, other: Side, map_: Map) -> Span | None:
    """Over which span both are the same under the map, proved for all hyperparameters that are no whole numbers.

    None where no proof is found.
    """
    free = [x for x in one.algorithm.hypers if x.integer and x.name in one.given and x.name not in map_.fixed]
    if not (is_schedule(one) and is_schedule(other)) or len(free) not in _GREATEST:
        return None
    greatest = _GREATEST[len(free)]
    span = Span(tuple(x.name for x in free), greatest, _ROUNDS * greatest)
    ranges = [[n for n in range(greatest + 1) if Fraction(n) in x.domain] for x in free]
    choices = (dict(zip(span.whole, numbers, strict=True)) for numbers in product(*ranges))
    allowed = [c for c in choices if all(c[x.name] > c.get(y, 0) for x in free for y in x.above)]
    return span if allowed and all(_the_same(one, other, map_, choice, span.steps) for choice in allowed) else None


def _the_same(one: Side, other: Side, map_: Map, whole: Mapping[str, int], steps: int) -> bool:
    field = Field()
    fixed = {**{name: Fraction(n) for name, n in whole.items()}, **map_.fixed}
    h = hypers(field, one.algorithm, one.variant, fixed)
    neutral = hypers(field, other.algorithm, other.variant, dict.fromkeys(other.given, Fraction(0)))

    def theirs(t: int) -> dict[str, Any]:
        return {**neutral, **map_.told(Symbolic(field), h, t)}

    try:
        paths = _path(field, one, lambda t: h, steps), _path(field, other, theirs, steps)
        return all(x.same(y) for x, y in zip(*paths, strict=False))  # one may end before the other
    except (Unprovable, ZeroDivisionError):
        return False


def _path(field: Field, s: Side, told: Callable[[int], dict[str, Any]], steps: int) -> Iterator[Ratio]:
    state: dict[str, Any] = {"theta": field.letter("theta"), **starts(field, s.algorithm, s.variant, told(1))}
    made = s.algorithm.transitions
    last = made.steps(SimpleNamespace(**told(1), **s.variant.switches)) if made else None
    for t in range(1, min(steps, last or steps) + 1):
        state = after(field, s.algorithm, s.variant, told(t), state, t, ())
        yield Symbolic(field).number(state["theta"])
