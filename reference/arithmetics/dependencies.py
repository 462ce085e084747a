"""The dependency reading: which named quantities each value is made of."""

from fractions import Fraction
from typing import Any

from goldstep.reference.algorithm import Algorithm, Reading, Variant
from goldstep.reference.arithmetics.base import Arithmetic


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

    def number(self, value: Fraction) -> Names:
        return Names()

    def named(self, name: str, value: Any) -> Names:
        made_of = value.names if isinstance(value, Names) else frozenset()
        self.of[name] = made_of | {name}
        return Names() if name in self.cut else Names(self.of[name])

    def sqrt(self, x: Names) -> Names:
        return x

    def maximum(self, x: Any, y: Any) -> Names:
        return Names()._join(x)._join(y)


def clauses_behind(algorithm: Algorithm, variant: Variant, slot: str, t: int) -> tuple[str, ...]:
    """The clauses that decide `slot` at step `t`, given that the other state variables are right."""
    arithmetic, clauses = _read(algorithm, variant, t)
    return tuple(sorted({clauses[name] for name in arithmetic.of.get(slot, ()) if name in clauses}))


def quantities_of(algorithm: Algorithm, variant: Variant, t: int) -> dict[str, str]:
    """The clause of every quantity that step `t` names."""
    return _read(algorithm, variant, t)[1]


def _read(algorithm: Algorithm, variant: Variant, t: int) -> tuple[Dependencies, dict[str, str]]:
    slots = frozenset(s.name for s in algorithm.slots_of(variant)) | {"theta"}
    arithmetic = Dependencies(cut=slots)
    reading = Reading(algorithm, variant, arithmetic)
    hyper = {h.name: Fraction(1, 2) for h in algorithm.hypers}
    coefficients = reading.coefficients(hyper, t)
    q = reading.step(hyper, coefficients, {name: Names() for name in slots}, Names(), t)
    return arithmetic, {**coefficients.clauses, **q.clauses}
