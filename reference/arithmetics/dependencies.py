"""The dependency reading: which named quantities each value is made of."""

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.base import Arithmetic, Shape
from goldstep.reference.reading import Reading


class Names:
    """The quantities that went into a value; every operation joins those of its operands."""

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        self.names = names

    def _join(self, other: Any) -> "Names":
        return Names(self.names | other.names) if isinstance(other, Names) else self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _join

    def __pow__(self, n: int) -> "Names":
        return self

    def __neg__(self) -> "Names":
        return self


class Dependencies(Arithmetic):
    """Cuts at the `cut` quantities: what depends on them through the state names only them."""

    def __init__(self, cut: frozenset[str]) -> None:
        self.cut = cut
        self.of: dict[str, frozenset[str]] = {}
        self.coefficients: tuple[str, ...] = ()
        self.roots = 0
        self.numbers: set[Fraction] = set()

    def number(self, value: Any) -> Names:
        if isinstance(value, Fraction):
            self.numbers.add(value)
        return value if isinstance(value, Names) else Names()

    def named(self, name: str, value: Any) -> Names:
        made_of = value.names if isinstance(value, Names) else frozenset()
        self.of[name] = made_of | {name}
        return Names() if name in self.cut else Names(self.of[name])

    def sqrt(self, x: Names) -> Names:
        self.roots += 1
        return x

    def cbrt(self, x: Names) -> Names:
        """The exponent of a cube root is no number of any format, where it is written as a power."""
        self.numbers.add(Fraction(1, 3))
        return x

    def cos_pi(self, x: Names) -> Names:
        return x

    def when(self, m: int, relation: str, n: int, yes: Any, no: Any) -> Names:
        return self.join([z() if callable(z) else z for z in (yes, no)])

    def maximum(self, x: Any, y: Any) -> Names:
        return self.join((x, y))

    def power(self, x: Any, y: Any) -> Names:
        return self.join((x, y))

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Names:
        return self.join([z() if callable(z) else z for z in (x, y, yes, no)])

    def join(self, parts: Sequence[Any]) -> Names:
        return reduce(Names._join, parts, Names())

    def divide(self, x: Names, sizes: Sequence[int]) -> list[Names]:
        return [x] * len(sizes)

    def size(self, x: Names) -> int:
        return 0

    def total(self, x: Names) -> Names:
        return x

    def matmul(self, x: Names, y: Names, shape: Shape) -> Names:
        return self.join((x, y))

    def transposed(self, x: Names, shape: Shape) -> Names:
        return x

    def filled(self, value: Names, size: int) -> Names:
        return value

    largest = only = total


def clauses_behind(algorithm: Algorithm, variant: Variant, slot: str, t: int) -> tuple[str, ...]:
    """The clauses that decide `slot` at step `t`, given that the other state variables are right."""
    found: set[str] = set()
    for shape in algorithm.kinds.values():
        arithmetic, clauses = read(algorithm, variant, t, shape)
        found |= {clauses[name] for name in arithmetic.of.get(slot, ()) if name in clauses}
    return tuple(sorted(found))


def quantities_of(algorithm: Algorithm, variant: Variant, t: int) -> dict[str, str]:
    """The clause of every quantity that step `t` names, in order; what several kinds have, as in the last of them."""
    found: dict[str, str] = {}
    for shape in algorithm.kinds.values():
        clauses = read(algorithm, variant, t, shape)[1]
        found = {name: clause for name, clause in found.items() if name not in clauses} | clauses
    return found


def clauses_at(algorithm: Algorithm, variant: Variant, t: int) -> set[str]:
    """The clauses of every quantity that step `t` names, in each kind of parameter."""
    return {c for shape in algorithm.kinds.values() for c in read(algorithm, variant, t, shape)[1].values()}


def clauses_using(algorithm: Algorithm, variant: Variant, hyper: str) -> tuple[str, ...]:
    """The clauses whose formula has the hyperparameter `hyper` in it."""
    every, found = frozenset(quantities_of(algorithm, variant, LATE)), set()
    for shape in algorithm.kinds.values():
        arithmetic, clauses = read(algorithm, variant, LATE, shape, cut=every, marked=hyper)
        found |= {clauses[name] for name, made_of in arithmetic.of.items() if _MARK in made_of}
    return tuple(sorted(found))


def in_coefficients(algorithm: Algorithm, variant: Variant, hyper: str) -> bool:
    """Whether a time-dependent coefficient is made of the hyperparameter `hyper`."""
    shape = next(iter(algorithm.kinds.values()))
    arithmetic, _ = read(algorithm, variant, LATE, shape, marked=hyper)
    return any(_MARK in arithmetic.of[name] for name in arithmetic.coefficients)


def takes_roots(algorithm: Algorithm, variant: Variant) -> bool:
    """Whether a step takes a square root, that of a norm included."""
    return any(read(algorithm, variant, LATE, shape)[0].roots for shape in algorithm.kinds.values())


def constants_of(algorithm: Algorithm, variant: Variant) -> set[Fraction]:
    """The fractions that are written into a step."""
    return {x for shape in algorithm.kinds.values() for x in read(algorithm, variant, LATE, shape)[0].numbers}


LATE = 100  # a step after every beginning that is different
_MARK = "<hyperparameter>"


def read(
    algorithm: Algorithm,
    variant: Variant,
    t: int,
    shape: Shape,
    cut: frozenset[str] = frozenset(),
    marked: str = "",
    reading: type[Reading] = Reading,
) -> tuple[Dependencies, dict[str, str]]:
    """Step `t` of a parameter of this shape, with the clause of every quantity; `marked` is a hyperparameter."""
    slots = frozenset(s.name for s in algorithm.slots_of(variant)) | {"theta"}
    arithmetic = Dependencies(cut=slots | cut)
    made = reading(algorithm, variant, arithmetic)
    values = {
        h.name: Fraction(h.typical) if h.integer else Names(frozenset({_MARK}) if h.name == marked else frozenset())
        for h in algorithm.hypers
    }
    coefficients = made.coefficients(values, t)
    arithmetic.coefficients = tuple(coefficients.values)
    arithmetic.numbers.clear()
    q = made.step(values, coefficients, {name: Names() for name in slots}, Names(), t, shape)
    return arithmetic, {**coefficients.clauses, **q.clauses}
