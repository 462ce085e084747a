"""Short expressions in what a step knows: another quantity, a product or sum of two, a slot with other weights."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np

from goldstep.reference.arithmetics.floats import Floats

Known = dict[str, Any]  # what a step knows, by what it is called
Make = Callable[[Any, Known], Any]  # from an arithmetic and what is known
Operation = Callable[[Any, Any, Any], Any]  # of an arithmetic and two values

BEFORE = "{} of the step before"
_FLOATS = Floats()


@dataclass(frozen=True)
class Expression:
    """Words for a value, and how it is made."""

    words: str
    make: Make

    @property
    def inside(self) -> str:
        """Its words as a part of others."""
        return f"({self.words})" if " " in self.words.replace(" of the step before", "") else self.words


def expressions(name: str, before: list[str], known: Known) -> Iterator[Expression]:
    """What a quantity might be, the simplest first; its right value is among what it is made of."""
    scalar, right = np.ndim(known[name]) == 0, _leaf(name)
    shares = [_leaf(x) for x in before if _is_share(known[x])]
    powers = [Expression(f"{x.words}^{n}", _power(x, shift)) for x in shares for n, shift in _POWERS.items() if scalar]
    numbers = [Expression(str(x), _constant(x)) for x in (0, 1)]
    leaves = [_leaf(x) for x in before]
    leaves += powers + [Expression(f"1 - {x.words}", _one_less(x)) for x in shares + powers]
    roots = [Expression(f"√{x.inside}", _root(x)) for x in leaves]
    squares = [Expression(f"{x.inside}²", _square(x)) for x in leaves]
    sizes = [Expression(f"|{x.words}|", _size(x)) for x in leaves if np.ndim(x.make(_FLOATS, known))]
    yield from (x for some in (numbers, leaves, roots, squares, sizes) for x in some)
    yield from (Expression(f"-{name}", _negative(right)), Expression(f"√{name}", _root(right)))
    yield Expression(f"{name}²", _square(right))
    for a, b in _pairs(right, leaves, roots):
        for sign, make in _OPERATIONS.items():
            yield Expression(f"{a.inside} {sign} {b.inside}", _of_two(make, a, b))
    if not scalar and np.size(known[name]):
        tensors = [(x, np.shape(x.make(_FLOATS, known))) for x in leaves]
        products = [
            Expression(f"{a.words} · {b.words}", _of_two(_OPERATIONS["·"], a, b))
            for (a, shape), (b, other) in combinations(tensors, 2)
            if shape and shape == other  # a window remembers several tensors in one
        ]
        yield from _mixed(name, known, numbers[1], leaves, squares + sizes + products)


def _pairs(
    right: Expression, leaves: list[Expression], roots: list[Expression]
) -> Iterator[tuple[Expression, Expression]]:
    """The right value with anything, and plain ones with each other or with a root."""
    every = [*leaves, *roots]
    yield from ((right, x) for x in every)
    yield from ((x, right) for x in every)
    yield from ((a, b) for a in leaves for b in every if a is not b)
    yield from ((a, b) for a in roots for b in leaves if a is not b)


def _mixed(
    name: str, known: Known, one: Expression, leaves: list[Expression], made: list[Expression]
) -> Iterator[Expression]:
    """What is moved otherwise than it should be, or mixed of two with other weights."""

    def many(x: Expression) -> bool:
        return np.ndim(x.make(_FLOATS, known)) > 0

    old, right = _leaf(BEFORE.format(name)), _leaf(name)
    weights = [one, *(x for x in leaves if not many(x) and x.words != "t")]
    plain, news = [x for x in leaves if many(x)], [x for x in (*leaves, *made) if many(x)]
    for x in plain:
        yield Expression(f"{x.words} moved the other way", _of_two(_minus, _doubled(x), right))
        for weight in weights[1:]:
            for sign in "·/":
                move = _of_two(_OPERATIONS[sign], _of_two_named(_minus, x, right), weight)
                yield Expression(f"{x.words} moved by its right step {sign} {weight.inside}", _less(x, move))
    starts = [(a, old) for a in weights] if old.words in known else [(one, x) for x in plain]
    for a, x in starts:
        for b in weights:
            for y in news:
                for sign, make in (("+", _plus), ("-", _minus)):
                    words = f"{_weighted(a, x)} {sign} {_weighted(b, y)}"
                    yield Expression(words, _of_two(make, _times(a, x), _times(b, y)))


def _weighted(weight: Expression, x: Expression) -> str:
    return x.words if weight.words == "1" else f"{weight.inside} · {x.inside}"


def _leaf(name: str) -> Expression:
    return Expression(name, lambda q, k: k[name])


def _constant(x: int) -> Make:
    return lambda q, k: q.number(Fraction(x))


def _one_less(x: Expression) -> Make:
    return lambda q, k: 1 - x.make(q, k)


def _power(x: Expression, shift: int) -> Make:
    return lambda q, k: x.make(q, k) ** (k["t"] + shift if shift else k["t"])


def _root(x: Expression) -> Make:
    return lambda q, k: q.sqrt(x.make(q, k))


def _square(x: Expression) -> Make:
    return _of_two(lambda q, a, b: a * b, x, x)


def _size(x: Expression) -> Make:
    return lambda q, k: q.abs(x.make(q, k))


def _negative(x: Expression) -> Make:
    return lambda q, k: -x.make(q, k)


def _doubled(x: Expression) -> Expression:
    return Expression("", _of_two(_plus, x, x))


def _times(a: Expression, b: Expression) -> Expression:
    return b if a.words == "1" else Expression("", _of_two(lambda q, x, y: x * y, a, b))


def _less(x: Expression, move: Make) -> Make:
    return lambda q, k: x.make(q, k) - move(q, k)


def _of_two_named(operation: Operation, a: Expression, b: Expression) -> Expression:
    return Expression("", _of_two(operation, a, b))


def _of_two(operation: Operation, a: Expression, b: Expression) -> Make:
    return lambda q, k: operation(q, a.make(q, k), b.make(q, k))


def _plus(q: Any, a: Any, b: Any) -> Any:
    return a + b


def _minus(q: Any, a: Any, b: Any) -> Any:
    return a - b


def _is_share(value: Any) -> bool:
    return isinstance(value, float) and 0 < value < 1


_POWERS = {"t": 0, "(t+1)": 1, "(t-1)": -1}
_OPERATIONS: Mapping[str, Operation] = {
    "·": lambda q, a, b: a * b,
    "/": lambda q, a, b: a / b,
    "+": _plus,
    "-": _minus,
    "or, if larger,": lambda q, a, b: q.maximum(a, b),
    "or, if smaller,": lambda q, a, b: q.minimum(a, b),
}
