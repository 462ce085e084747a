r"""Expressions that write themselves as LaTeX, with no parentheses but the needed ones.

They simplify only what a missing hyperparameter leaves behind: 0 + x, 0 x, 1 x, x / 1, and numbers among
themselves. In display a quotient is a ``\frac``; inside another one, or in an exponent, it is ``a / b``.
"""

from fractions import Fraction
from typing import Any

SUM, QUOTIENT, PRODUCT, POWER, ATOM = range(5)  # how tightly an expression binds


class StepNumber(int):
    """The number of a step: a value to branch on, and a letter such as t to write."""

    letter: str
    offset: int

    def __new__(cls, value: int, letter: str, offset: int = 0) -> "StepNumber":
        number = super().__new__(cls, value)
        number.letter, number.offset = letter, offset
        return number

    @property
    def latex(self) -> str:
        if self.letter.isdecimal():
            return str(int(self))
        sign = "-" if self.offset < 0 else "+"
        return f"{self.letter} {sign} {abs(self.offset)}" if self.offset else self.letter

    def __add__(self, other: Any) -> Any:
        if isinstance(other, StepNumber):
            return StepNumber(int(self) + int(other), f"{self.latex} + {other.latex}")
        if type(other) is not int:
            return NotImplemented
        return StepNumber(int(self) + other, self.letter, self.offset + other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, StepNumber):
            taken = other._inside() if " + " in other.latex or " - " in other.latex else other.latex
            return StepNumber(int(self) - int(other), f"{self.latex} - {taken}")
        return self + -other if type(other) is int else NotImplemented

    def __mul__(self, other: Any) -> Any:
        if type(other) is not int:
            return NotImplemented
        return StepNumber(int(self) * other, f"{other} {self._inside()}")

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return StepNumber(int(self) // int(other), rf"\lfloor {self._inside()} / {_letters(other)} \rfloor")

    def __mod__(self, other: Any) -> Any:
        return StepNumber(int(self) % int(other), rf"{self._inside()} \bmod {_letters(other)}")

    def _inside(self) -> str:
        """As an operand that binds tightly."""
        return f"({self.latex})" if " " in self.latex and not self.latex.startswith(r"\lfloor") else self.latex


def _letters(x: int) -> str:
    return x._inside() if isinstance(x, StepNumber) else str(x)


class Expression:
    """Base of all; `level(display)` says how tightly it binds as it is written there."""

    binds = ATOM

    @staticmethod
    def of(x: Any) -> "Expression":
        if isinstance(x, Expression):
            return x
        if isinstance(x, StepNumber):
            return Symbol(x.latex, SUM if " " in x.latex else ATOM)
        return Number(Fraction(x))

    def level(self, display: bool) -> int:
        return self.binds

    def write(self, display: bool) -> str:
        raise NotImplementedError

    @property
    def latex(self) -> str:
        return self.write(True)

    def inside(self, level: int, display: bool) -> str:
        """As an operand of something that binds as tightly as `level`."""
        text = self.write(display)
        if self.level(display) >= level:
            return text
        tall = any(command in text for command in (r"\frac", r"\sqrt", r"\begin"))
        return rf"\left({text}\right)" if tall else f"({text})"

    def __neg__(self) -> "Expression":
        return Negative(self)

    def __add__(self, other: Any) -> "Expression":
        y = Expression.of(other)
        if _is(y, 0):
            return self
        return y if _is(self, 0) else Sum(self, y)

    def __sub__(self, other: Any) -> "Expression":
        return self + -Expression.of(other)

    def __mul__(self, other: Any) -> "Expression":
        y = Expression.of(other)
        if y is self:
            return self**2
        if _is(self, 1) or _is(y, 0):
            return y
        if _is(self, 0) or _is(y, 1):
            return self
        if isinstance(self, Negative):
            return -(self.positive * y)
        return -(self * y.positive) if isinstance(y, Negative) else Product(self, y)

    def __truediv__(self, other: Any) -> "Expression":
        y = Expression.of(other)
        if _is(self, 0) or _is(y, 1):
            return self
        return -(self.positive / y) if isinstance(self, Negative) else Quotient(self, y)

    def __pow__(self, n: Any) -> "Expression":
        return self if type(n) is int and n == 1 else Power(self, Expression.of(n))

    def __radd__(self, other: Any) -> "Expression":
        return Expression.of(other) + self

    def __rsub__(self, other: Any) -> "Expression":
        return Expression.of(other) - self

    def __rmul__(self, other: Any) -> "Expression":
        return Expression.of(other) * self

    def __rtruediv__(self, other: Any) -> "Expression":
        return Expression.of(other) / self


class Number(Expression):
    """A rational; it is false when it is 0, as a hyperparameter that a variant lacks should be."""

    def __init__(self, value: Fraction) -> None:
        self.value = value

    def __bool__(self) -> bool:
        return self.value != 0

    @property
    def decimal(self) -> str:
        """Constants such as 4.775, whose fractions nobody knows, as they are usually written; else nothing."""
        places = next((k for k in range(1, 6) if (self.value * 10**k).denominator == 1), 0)
        return f"{float(self.value):.{places}f}" if places and self.value.denominator > 10 else ""

    def level(self, display: bool) -> int:
        if self.value.denominator == 1 or self.decimal:
            return SUM if self.value < 0 else ATOM
        return SUM if self.value < 0 else PRODUCT if display else QUOTIENT

    def write(self, display: bool) -> str:
        if self.decimal:
            return self.decimal
        tens = len(str(self.value.denominator)) - 1
        if self.value == Fraction(1, 10**tens) and tens > 4:
            return f"10^{{-{tens}}}"
        if self.value.denominator == 1 or not display:
            return str(self.value)
        sign = "-" if self.value < 0 else ""
        return rf"{sign}\frac{{{abs(self.value.numerator)}}}{{{self.value.denominator}}}"

    def __neg__(self) -> "Number":
        return Number(-self.value)

    def __add__(self, other: Any) -> Expression:
        y = Expression.of(other)
        return Number(self.value + y.value) if isinstance(y, Number) else super().__add__(y)

    def __mul__(self, other: Any) -> Expression:
        y = Expression.of(other)
        if isinstance(y, Number):
            return Number(self.value * y.value)
        return -(-self * y) if self.value < 0 else super().__mul__(y)

    def __truediv__(self, other: Any) -> Expression:
        y = Expression.of(other)
        return Number(self.value / y.value) if isinstance(y, Number) else super().__truediv__(y)

    def __pow__(self, n: Any) -> Expression:
        return Number(self.value**n) if type(n) is int or self.value in (0, 1) else super().__pow__(n)


class Symbol(Expression):
    """A letter, or what is written like one."""

    def __init__(self, text: str, binds: int = ATOM) -> None:
        self.text, self.binds = text, binds

    def write(self, display: bool) -> str:
        return self.text


class Function(Expression):
    """Anything with brackets of its own: a root, a maximum."""

    def __init__(self, opening: str, arguments: tuple[Any, ...], closing: str) -> None:
        self.opening, self.closing = opening, closing
        self.arguments = [Expression.of(x) for x in arguments]
        self.binds = PRODUCT if closing == "}" else ATOM  # a root to a power needs parentheses

    def write(self, display: bool) -> str:
        return self.opening + ", ".join(x.write(display) for x in self.arguments) + self.closing


class Cases(Expression):
    """One of two values, by a condition; a case in the other branch joins the same brace."""

    def __init__(self, condition: str, yes: Expression, no: Expression) -> None:
        rest: list[str] = no.lines if isinstance(no, Cases) else [rf"{no.write(False)} & \text{{otherwise}}"]
        self.lines: list[str] = [rf"{yes.write(False)} & \text{{if }} {condition}", *rest]

    def write(self, display: bool) -> str:
        return r"\begin{cases} " + r" \\ ".join(self.lines) + r" \end{cases}"


class Negative(Expression):
    binds = SUM

    def __init__(self, positive: Expression) -> None:
        self.positive = positive

    def write(self, display: bool) -> str:
        return "-" + self.positive.inside(QUOTIENT, display)

    def __neg__(self) -> Expression:
        return self.positive


class Sum(Expression):
    binds = SUM

    def __init__(self, x: Expression, y: Expression) -> None:
        self.x, self.y = x, y

    def write(self, display: bool) -> str:
        right = self.y.write(display)
        sign = "+" if not right.startswith("-") else "-"
        return f"{self.x.write(display)} {sign} {right.removeprefix('-')}"


class Product(Expression):
    binds = PRODUCT

    def __init__(self, x: Expression, y: Expression) -> None:
        self.x, self.y = (y, x) if isinstance(y, Number) else (x, y)

    def write(self, display: bool) -> str:
        left, right = self.x.inside(PRODUCT, display), self.y.inside(PRODUCT, display)
        return rf"{left} \cdot {right}" if right[0].isdecimal() else f"{left} {right}"


class Quotient(Expression):
    def __init__(self, x: Expression, y: Expression) -> None:
        self.x, self.y = x, y

    def level(self, display: bool) -> int:
        return PRODUCT if display else QUOTIENT

    def write(self, display: bool) -> str:
        if display:
            return rf"\frac{{{self.x.write(False)}}}{{{self.y.write(False)}}}"
        return f"{self.x.inside(QUOTIENT, False)} / {self.y.inside(POWER, False)}"


class Power(Expression):
    binds = POWER

    def __init__(self, base: Expression, exponent: Expression) -> None:
        self.base, self.exponent = base, exponent

    def write(self, display: bool) -> str:
        base, exponent = self.base.inside(ATOM, display), self.exponent.write(False)
        if base[0] != "(" and ("'" in base or base.endswith(")}")):
            base = f"({base})"  # a prime is an exponent already, and so is the number of a copy
        return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^{{{exponent}}}"


def _is(x: Expression, number: int) -> bool:
    return isinstance(x, Number) and x.value == number
