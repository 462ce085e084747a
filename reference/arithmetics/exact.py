"""Exact readings: arb balls (proven), mpmath (independent) and fractions (no rounding at all).

`Arb` encloses every value in a ball, so that what it prints is proven (F. Johansson, "Arb: efficient
arbitrary-precision midpoint-radius interval arithmetic", IEEE Trans. Computers 66(8), 2017).
`Mpf` has no enclosure; it stands in for an independent second engine.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Self

import flint
import mpmath

from goldstep.reference.arithmetics.base import Arithmetic, Shape, Undecided, slices
from goldstep.reference.arithmetics.tensor import Tensor, lift, matmul, transposed


class Exact(Arithmetic):
    """What the exact engines share: tensors are lists of scalars, and a value has an enclosure."""

    def tensor(self, values: Sequence[Fraction]) -> Tensor:
        return Tensor([self.number(x) for x in values])

    def filled(self, value: Any, size: int) -> Tensor:
        return Tensor([value] * size)

    def enclosure(self, x: Any) -> tuple[Fraction, Fraction]:
        """Exact rationals between which the scalar `x` lies."""
        raise NotImplementedError

    def exceeds(self, x: Any, relation: str, y: Any) -> bool:
        """Whether ``x > y`` or ``x >= y``, decided."""
        return bool(x > y if relation == ">" else x >= y)

    def choose(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Any:
        """`where` for scalars."""
        chosen = yes if self.exceeds(x, relation, y) else no
        return chosen() if callable(chosen) else chosen

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Any:
        if not isinstance(x, Tensor):
            return self.choose(x, relation, y, yes, no)
        yes, no = (branch() if callable(branch) else branch for branch in (yes, no))
        columns = (z.items if isinstance(z, Tensor) else [z] * len(x) for z in (y, yes, no))
        return Tensor([self.choose(i, relation, j, a, b) for i, j, a, b in zip(x, *columns, strict=True)])

    def total(self, x: Tensor) -> Any:
        return sum(x.items[1:], x.items[0])

    def largest(self, x: Tensor) -> Any:
        return reduce(self.maximum, x)

    def size(self, x: Any) -> int:
        return len(x) if isinstance(x, Tensor) else 0

    def divide(self, x: Tensor, sizes: Sequence[int]) -> list[Any]:
        return [Tensor(x.items[part]) for part in slices(sizes)]

    def join(self, parts: Sequence[Tensor]) -> Tensor:
        return Tensor([item for part in parts for item in part])

    def only(self, x: Tensor) -> Any:
        (item,) = x
        return item

    def transposed(self, x: Tensor, shape: Shape) -> Tensor:
        return Tensor(transposed(x.items, shape))

    def matmul(self, x: Tensor, y: Tensor, shape: Shape) -> Tensor:
        return Tensor(matmul(x.items, y.items, shape))


class Arb(Exact):
    """Ball arithmetic at `bits` of precision; exact inputs with exact results keep radius 0."""

    def __init__(self, bits: int = 256, *, strict: bool = True) -> None:
        """What a comparison cannot decide raises `Undecided`; if not `strict`, its result is NaN.

        What is NaN, which no precision decides, stays NaN in either case.
        """
        self.bits, self.strict = bits, strict
        self._outside: list[int] = []

    def __enter__(self) -> Self:
        self._outside.append(flint.ctx.prec)  # flint's precision is global: put it back afterwards
        flint.ctx.prec = self.bits
        return self

    def __exit__(self, *exc_info: object) -> None:
        flint.ctx.prec = self._outside.pop()

    def number(self, value: Fraction) -> Any:
        value = Fraction(value)
        return flint.arb(flint.fmpq(value.numerator, value.denominator))

    def floats(self, values: Any) -> Tensor:
        """A tensor of float64 values, which are exact."""
        return Tensor([flint.arb(x) for x in values])

    def pair(self, x: Tensor) -> tuple[list[float], list[float]]:
        """Each element as a pair of float64 whose sum is within 2**-100 of it, relatively."""
        middles = [ball.mid() for ball in x]
        high = [float(m) for m in middles]
        low = [float((m - h).mid()) if math.isfinite(h) else 0.0 for m, h in zip(middles, high, strict=True)]
        return high, low

    def enclosure(self, x: Any) -> tuple[Fraction, Fraction]:
        if not x.is_finite():
            raise Undecided(f"no finite enclosure at {self.bits} bits: {x}")
        middle, radius = _dyadic(x.mid()), _dyadic(x.rad())
        return middle - radius, middle + radius

    def exceeds(self, x: Any, relation: str, y: Any) -> bool:
        if x > y if relation == ">" else x >= y:
            return True
        if x <= y if relation == ">" else x < y:
            return False
        raise Undecided(f"{x} {relation} {y} at {self.bits} bits")

    def choose(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Any:
        try:
            return super().choose(x, relation, y, yes, no)
        except Undecided:
            if self.strict and (x - y).is_finite():
                raise
            unknown, like = flint.arb("nan"), yes() if callable(yes) else yes
            return Tensor([unknown] * len(like)) if isinstance(like, Tensor) else unknown

    @lift
    def sqrt(self, x: Any) -> Any:
        return x.sqrt()

    @lift
    def cbrt(self, x: Any) -> Any:
        exact = _dyadic_cube_root(x) if x.is_exact() and x.is_finite() else None
        return x.root(3) if exact is None else exact  # balls around the roots of cubes would have a radius

    def power(self, x: Any, y: Any) -> Any:
        return x**y

    def cos_pi(self, x: Any) -> Any:
        return x.cos_pi()

    @lift
    def maximum(self, x: Any, y: Any) -> Any:
        return x.max(y)


class Mpf(Exact):
    """mpmath floating point in a private context; no enclosure, so values stand for themselves."""

    def __init__(self, bits: int = 256) -> None:
        self.bits = bits
        self._context = mpmath.mp.clone()
        self._context.prec = bits

    def number(self, value: Fraction) -> Any:
        value = Fraction(value)
        return self._context.mpf(value.numerator) / value.denominator

    def enclosure(self, x: Any) -> tuple[Fraction, Fraction]:
        if not self._context.isfinite(x):
            raise Undecided(f"not finite at {self.bits} bits: {x}")
        sign, mantissa, exponent, _ = x._mpf_
        value = Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** exponent
        return value, value

    @lift
    def sqrt(self, x: Any) -> Any:
        return self._context.sqrt(x)

    @lift
    def cbrt(self, x: Any) -> Any:
        return self._context.cbrt(x)

    def power(self, x: Any, y: Any) -> Any:
        return x**y

    def cos_pi(self, x: Any) -> Any:
        return self._context.cospi(x)

    @lift
    def maximum(self, x: Any, y: Any) -> Any:
        return self._context.convert(x if x >= y else y)


class Rational(Exact):
    """Exact rationals; a square root exists only of a square, and a cube root of a cube."""

    def number(self, value: Fraction) -> Fraction:
        return Fraction(value)

    def enclosure(self, x: Fraction) -> tuple[Fraction, Fraction]:
        return x, x

    @lift
    def sqrt(self, x: Fraction) -> Fraction:
        return Fraction(_exact_root(x.numerator), _exact_root(x.denominator))

    @lift
    def cbrt(self, x: Fraction) -> Fraction:
        return Fraction(_exact_cube_root(x.numerator), _exact_cube_root(x.denominator))

    def power(self, x: Fraction, y: Fraction) -> Fraction:
        if y.denominator != 1:
            raise Undecided(f"{x} to the power {y} is not rational")
        return x**y.numerator

    def cos_pi(self, x: Fraction) -> Fraction:
        """Rational for multiples of a half and of a third only (I. Niven, "Irrational Numbers", 1956, Cor. 3.12)."""
        turn = min(x % 2, -x % 2)
        if turn not in _COSINES:
            raise Undecided(f"the cosine of {x} pi is not rational")
        return _COSINES[turn]

    @lift
    def maximum(self, x: Fraction, y: Fraction) -> Fraction:
        return Fraction(max(x, y))


_COSINES = {
    Fraction(0): Fraction(1),
    Fraction(1, 3): Fraction(1, 2),
    Fraction(1, 2): Fraction(0),
    Fraction(2, 3): Fraction(-1, 2),
    Fraction(1): Fraction(-1),
}


def _exact_root(n: int) -> int:
    root = math.isqrt(n)
    if root * root != n:
        raise Undecided(f"the square root of {n} is not rational")
    return root


def _exact_cube_root(n: int) -> int:
    root = int(flint.fmpz(n).root(3)) if n >= 0 else -1
    if root**3 != n:
        raise Undecided(f"the cube root of {n} is not rational")
    return root


def _dyadic_cube_root(x: Any) -> Any:
    """That of an arb whose radius is 0, where it is one itself."""
    mantissa, exponent = x.man_exp()
    third, rest = divmod(int(exponent), 3)
    n = int(mantissa) << rest
    root = int(flint.fmpz(n).root(3)) if n >= 0 else 0
    return flint.arb((root, third)) if root**3 == n else None


def _dyadic(x: Any) -> Fraction:
    """The exact value of an arb whose radius is 0."""
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
