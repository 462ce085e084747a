"""Rational functions with square roots, in which equality can be proved: quotients of polynomials over the rationals.

A letter is a hyperparameter, a state variable or an input; an atom is what no polynomial says, such as a root, a
maximum or a sum over a tensor, and is known by the normal form of what stands in it. Two values with the same form are
the same function. The converse does not hold: what is not found equal may be equal all the same.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from goldstep.reference.errors import GoldstepError

if TYPE_CHECKING:
    from goldstep.reference.arithmetics.field import Field


class Unprovable(GoldstepError):
    """Something that this reading has no form for."""


class Ratio:
    """A quotient of two polynomials without a common factor."""

    def __init__(self, field: "Field", num: Any, den: Any) -> None:
        num, den = field.reduced(num), field.reduced(den)
        if den == 0:
            raise Unprovable("a division by zero")
        common = num.gcd(den)
        num, den = (num / common, den / common) if common != 1 else (num, den)
        leading = den.leading_coefficient()
        self.field, self.num, self.den = field, num / leading, den / leading

    @property
    def key(self) -> str:
        return f"{self.num} / {self.den}"

    @property
    def denominator(self) -> "Ratio":
        return Ratio(self.field, self.den, self.field.number(1).num)

    @property
    def constant(self) -> Fraction | None:
        """Its value, where it is a number."""
        if not (self.num.is_constant() and self.den.is_constant()):
            return None
        value = self.num.leading_coefficient() / self.den.leading_coefficient()
        return Fraction(int(value.p), int(value.q))

    def _with(self, other: Any, make: Callable[["Ratio", "Ratio"], "Ratio"]) -> Any:
        if isinstance(other, Ratio):
            return make(self, other)
        return make(self, number_of(self.field, other))

    def __add__(self, other: Any) -> "Ratio":
        return self._with(other, lambda x, y: Ratio(x.field, x.num * y.den + y.num * x.den, x.den * y.den))

    def __mul__(self, other: Any) -> "Ratio":
        return self._with(other, lambda x, y: Ratio(x.field, x.num * y.num, x.den * y.den))

    def __truediv__(self, other: Any) -> "Ratio":
        return self._with(other, lambda x, y: Ratio(x.field, x.num * y.den, x.den * y.num))

    def __rtruediv__(self, other: Any) -> "Ratio":
        return number_of(self.field, other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Ratio":
        return Ratio(self.field, -self.num, self.den)

    def __sub__(self, other: Any) -> "Ratio":
        return self + -(other if isinstance(other, Ratio) else number_of(self.field, other))

    def __rsub__(self, other: Any) -> "Ratio":
        return -self + other

    def __pow__(self, n: Any) -> "Ratio":
        letter, offset = getattr(n, "letter", ""), getattr(n, "offset", n)
        if letter and not letter.isdecimal():  # a step in general: x^(t + k) is x^t x^k
            return self.field.power(self, letter) * self**offset
        if not isinstance(n, int):
            raise Unprovable(f"the power {n!r}")
        one = self.field.number(1)
        return Ratio(self.field, self.num ** int(n), self.den ** int(n)) if n >= 0 else one / self ** -int(n)

    def same(self, other: "Ratio") -> bool:
        """Whether the difference is zero, roots multiplied out; then they are the same function."""
        return bool(self.field.reduced(self.num * other.den - other.num * self.den) == 0)

    def __eq__(self, other: object) -> bool:
        return self.same(other if isinstance(other, Ratio) else number_of(self.field, other))

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise Unprovable("a branch on a value")


def number_of(field: "Field", x: Any) -> Ratio:
    """A number as a value; that of a step in general is a letter of one word, at least 0, and what is added to it."""
    letter = getattr(x, "letter", "")
    if letter and not letter.isdecimal():
        return field.letter(letter, nonnegative=letter.isidentifier()) + x.offset
    return field.number(x)


def key_of(x: Any) -> str:
    return x.key if isinstance(x, Ratio) else str(getattr(x, "latex", x))
