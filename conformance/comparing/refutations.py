"""Proofs that no hyperparameters of one variant, kept throughout a run, give what another one computes.

A law is a relation between moves of a parameter in short runs. Where it holds for one variant whatever its
hyperparameters are, proved in normal form, and the other breaks it at some values, certainly, in balls, no map can lead
from those values to hyperparameters of the first. The law and the moves are the certificate.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from goldstep.conformance.comparing.sides import Side, plain, run
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.field import Field
from goldstep.reference.arithmetics.ratio import Ratio, Unprovable
from goldstep.reference.arithmetics.symbolic import OfOneElement, after, hypers, starts
from goldstep.reference.trajectory import Case

_BITS = 256
_DECAY = "weight_decay"


@dataclass(frozen=True)
class Run:
    """A parameter with one element, where it begins, and its gradient in each step; what counts is its last move."""

    begin: Fraction
    gradients: tuple[Fraction, ...]

    def __str__(self) -> str:
        return f"from {self.begin} with gradients {', '.join(map(str, self.gradients))}"


@dataclass(frozen=True)
class Law:
    """`broken(moves)` is 0 where the moves of its runs obey it."""

    text: str
    runs: tuple[Run, ...]
    broken: Callable[..., Any]


@dataclass(frozen=True)
class Refutation:
    """No hyperparameters of `of` give what `breaks` computes at `values`; those in `off` are 0 on both sides."""

    of: str
    breaks: str
    law: str
    values: Mapping[str, Fraction]
    off: tuple[str, ...]
    moves: Mapping[str, float]  # of `breaks`, by run


def _run(begin: Any, *gradients: Any) -> Run:
    return Run(Fraction(begin), tuple(map(Fraction, gradients)))


_HALF, _QUARTER = Fraction(1, 2), Fraction(1, 4)
LAWS = (
    Law(
        "a parameter that has had no gradient but 0 stays where it is",
        (_run(1, 0),),
        lambda x: x,
    ),
    Law(
        "a move does not depend on where the parameter is",
        (_run(0, 1), _run(1, 1)),
        lambda x, y: x - y,
    ),
    Law(
        "a first move is proportional to the gradient",
        (_run(0, 1), _run(0, 2)),
        lambda x, y: y - 2 * x,
    ),
    Law(
        "a first move is as long for a gradient of twice the size",
        (_run(0, 1), _run(0, 2)),
        lambda x, y: y - x,
    ),
    Law(
        "a move depends on the gradient of its own step alone",
        (_run(0, 1), _run(0, 2, 1)),
        lambda x, y: y - x,
    ),
    Law(
        "where the gradient stays, so does the move",
        (_run(0, 1), _run(0, 1, 1)),
        lambda x, y: y - x,
    ),
    Law(
        "the inverse of a first move is linear in that of the gradient",
        (_run(0, 1), _run(0, _HALF), _run(0, _QUARTER)),
        lambda x, y, z: 2 / x - 3 / y + 1 / z,
    ),
    Law(
        "the inverse square of a first move is linear in that of the gradient",
        (_run(0, 1), _run(0, _HALF), _run(0, _QUARTER)),
        lambda x, y, z: 4 / (x * x) - 5 / (y * y) + 1 / (z * z),
    ),
    Law(
        "from the first move on, moves without a gradient fall off geometrically",
        (_run(0, 1), _run(0, 1, 0), _run(0, 1, 0, 0)),
        lambda x, y, z: y * y - x * z,
    ),
    Law(
        "without a gradient, moves fall off geometrically",
        (_run(0, 1, 0), _run(0, 1, 0, 0), _run(0, 1, 0, 0, 0)),
        lambda x, y, z: y * y - x * z,
    ),
)


def refutations(one: Side, other: Side, values: Mapping[str, Fraction]) -> list[Refutation]:
    """For each side the first law that it obeys whatever its hyperparameters are, and that the other breaks, if any.

    Laws without weight decay come first, for what differs in that alone breaks few; then those for all its values.
    """
    if out_of_reach(one, other):
        return []
    found = (_refuted(of, breaks, values, _left_out(one, other)) for of, breaks in ((one, other), (other, one)))
    return [x for x in found if x is not None]


def _refuted(
    of: Side, breaks: Side, values: Mapping[str, Fraction], left_out: Iterable[tuple[str, ...]]
) -> Refutation | None:
    for off in left_out:
        at = {**values, **dict.fromkeys(off, Fraction(0))}
        for law in LAWS:
            moves = _broken(law, breaks, at)
            if moves is not None and _broken(law, of, at) is None and _holds(law, of, off):
                told = {name: at[name] for name in breaks.given}
                shown = dict(zip(map(str, law.runs), moves, strict=True))
                return Refutation(of.name, breaks.name, law.text, told, off, shown)
    return None


def out_of_reach(one: Side, other: Side) -> str:
    """Why laws say nothing of these, where they do not: they are of moves by a gradient."""
    if one.algorithm.number:
        return "laws are looked for in what moves parameters by a gradient, which this does not"
    if [x.name for x in one.algorithm.inputs] != ["g"]:
        return "laws are looked for in what is given a gradient, and nothing else"
    return ""


def _left_out(one: Side, other: Side) -> Iterator[tuple[str, ...]]:
    if _DECAY in (*one.given, *other.given):
        yield (_DECAY,)
    yield ()


def _holds(law: Law, s: Side, off: Sequence[str]) -> bool:
    """Whether it is proved that a variant obeys a law, whatever its other hyperparameters are."""
    field = Field()
    try:
        h = hypers(field, s.algorithm, s.variant, dict.fromkeys(off, Fraction(0)))
        moves = [_symbolic(field, s, h, of) for of in law.runs]
        broken = law.broken(*moves)
        return isinstance(broken, Ratio) and broken.same(field.number(0))
    except (Unprovable, ZeroDivisionError):
        return False


def _shape(s: Side) -> tuple[int, ...]:
    """That of a tensor with one element."""
    return (1,) * len(next(iter(s.algorithm.kinds.values())))


def _symbolic(field: Field, s: Side, h: Mapping[str, Any], of: Run) -> Ratio:
    """The last move of a run."""
    state: dict[str, Any] = {"theta": field.number(of.begin), **starts(field, s.algorithm, s.variant, h)}
    before = state["theta"]
    for t, g in enumerate(of.gradients, 1):
        before = state["theta"]
        state = after(field, s.algorithm, s.variant, h, state, t, _shape(s), {"g": field.number(g)}, OfOneElement)
    moved: Ratio = state["theta"] - before
    return moved


def _broken(law: Law, s: Side, values: Mapping[str, Fraction]) -> list[float] | None:
    """The moves at these values where they certainly break the law."""
    with Arb(_BITS, strict=False) as arb:
        moves = [_computed(arb, s, of, values) for of in law.runs]
        broken = law.broken(*moves)
        certain = broken.is_finite() and not broken.contains(0)
        return [float(move.mid()) for move in moves] if certain else None


def _computed(arb: Arb, s: Side, of: Run, values: Mapping[str, Fraction]) -> Any:
    """The last move of a run, as a ball."""
    case = Case(
        "law",
        s.algorithm.name,
        s.variant.name,
        {name: values[name] for name in s.given},
        (_shape(s),),
        ((of.begin,),),
        tuple(((g,),) for g in of.gradients),
    )
    path = [state[0][0] for state in run(s, case, arb, plain(s, values), len(of.gradients))]
    return path[-1] - (path[-2] if len(path) > 1 else arb.number(of.begin))
