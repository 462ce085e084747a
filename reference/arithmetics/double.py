"""The double-double reading: exact values to about thirty digits, many lanes at once.

A value is an unevaluated sum of two float64. The algorithms are those of M. Joldes, J.-M. Muller and V. Popescu, "Tight
and rigorous error bounds for basic building blocks of double-word arithmetic", ACM TOMS 44(2), 2017, with the square
root of V. Lefèvre, N. Louvet, J.-M. Muller, J. Picot and L. Rideau, "Accurate calculation of Euclidean norms using
double-word arithmetic", ACM TOMS 49(1), 2023, and a cube root after its model. It is proved there, and for the last
one below, that none errs by more than 15 u^2 + 56 u^3 of its
result, u = 2^-53, which is below `ROUNDOFF`, if nothing over- or underflows. That nothing does is watched: the reading
runs with NumPy's floating-point errors raised, and what raises is left to ball arithmetic.
So double-double is one of the backends that a budget covers, with another roundoff: its own error is at most
``ROUNDOFF / u`` of the budget of any dtype.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, Self

import flint
import numpy as np

from goldstep.reference.arithmetics.base import Arithmetic, Shape, slices
from goldstep.reference.arithmetics.cubes import cube_root
from goldstep.reference.arithmetics.lanes import Spread, Truth, Whole, by_count, by_value, merge, part

ROUNDOFF = 2.0**-102
BITS = 192  # of the balls that powers and cosines are taken from
_SPLITTER = 134217729.0  # 2**27 + 1


def two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """The rounded sum and its error."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def fast_two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """The same where `a` is 0 or not the smaller."""
    s = a + b
    return s, b - (s - a)


def two_product(a: Any, b: Any) -> tuple[Any, Any]:
    """The rounded product and its error."""
    p = a * b
    c = _SPLITTER * a
    a1 = c - (c - a)
    a2 = a - a1
    c = _SPLITTER * b
    b1 = c - (c - b)
    b2 = b - b1
    return p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2


class Pair:
    """The sum ``high + low`` with ``|low| <= ulp(high) / 2``, of a number or of arrays of them."""

    __slots__ = ("high", "low")
    __array_ufunc__ = None

    def __init__(self, high: Any, low: Any) -> None:
        self.high, self.low = high, low

    def part(self, lanes: np.ndarray) -> "Pair":
        """Some of the lanes."""
        return Pair(part(self.high, lanes), part(self.low, lanes))

    def __neg__(self) -> "Pair":
        return Pair(-self.high, -self.low)

    def __add__(self, other: Any) -> "Pair":
        y = as_pair(other)
        s, e = two_sum(self.high, y.high)
        t, f = two_sum(self.low, y.low)
        v, w = fast_two_sum(s, e + t)
        return Pair(*fast_two_sum(v, f + w))

    def __sub__(self, other: Any) -> "Pair":
        return self + -as_pair(other)

    def __mul__(self, other: Any) -> "Pair":
        y = as_pair(other)
        p, e = two_product(self.high, y.high)
        return Pair(*fast_two_sum(p, e + (self.high * y.low + self.low * y.high)))

    def __truediv__(self, other: Any) -> "Pair":
        y = as_pair(other)
        q = self.high / y.high
        p, e = two_product(y.high, q)
        p, e = fast_two_sum(p, e + y.low * q)
        rest = (self.high - p) + (self.low - e)
        return Pair(*fast_two_sum(q, rest / y.high))

    def __pow__(self, n: Any) -> "Pair":
        if isinstance(n, Whole) and np.size(self.low) == 1:
            low = float(np.ravel(self.low)[0])
            return Pair(*by_count(lambda high, k: _pair(_ball(high, low) ** k), self.high, n))
        exponent = n.scalar if isinstance(n, Whole) else float(n)
        return Pair(*by_value(lambda high, low, k: _pair(_ball(high, low) ** int(k)), self.high, self.low, exponent))

    def __radd__(self, other: Any) -> "Pair":
        return as_pair(other) + self

    def __rsub__(self, other: Any) -> "Pair":
        return as_pair(other) + -self

    def __rmul__(self, other: Any) -> "Pair":
        return as_pair(other) * self

    def __rtruediv__(self, other: Any) -> "Pair":
        return as_pair(other) / self

    def exceeds(self, other: "Pair", relation: str) -> Any:
        """Where ``self > other``, or ``self >= other``."""
        equal = self.high == other.high
        low = self.low > other.low if relation == ">" else self.low >= other.low
        return (self.high > other.high) | (equal & low)


def as_pair(x: Any) -> Pair:
    if isinstance(x, Pair):
        return x
    return Pair(x.scalar if isinstance(x, Whole) else np.float64(x), np.float64(0.0))


def of_fraction(value: Fraction) -> tuple[float, float]:
    """A rational to within 2**-106 of itself."""
    high = float(value)
    return high, float(value - Fraction(high))


def _ball(high: float, low: float) -> Any:
    return flint.arb(high) + flint.arb(low)


def _pair(ball: Any) -> tuple[float, float]:
    middle = ball.mid()
    high = float(middle)
    return high, float((middle - high).mid())


class DoubleDouble(Arithmetic):
    """Values to within `ROUNDOFF` an operation; raises FloatingPointError where that would not hold."""

    def __init__(self) -> None:
        self._outside: list[tuple[Any, int]] = []

    def __enter__(self) -> Self:
        watch = np.errstate(over="raise", under="raise", divide="ignore", invalid="ignore")
        self._outside.append((watch, flint.ctx.prec))
        watch.__enter__()
        flint.ctx.prec = BITS
        return self

    def __exit__(self, *exc_info: object) -> None:
        watch, flint.ctx.prec = self._outside.pop()
        watch.__exit__(None, None, None)

    def number(self, value: Any) -> Pair:
        if isinstance(value, Spread):
            return Pair(*value.scalars(of_fraction))
        if isinstance(value, Whole):
            return as_pair(value)
        high, low = of_fraction(Fraction(value))
        return Pair(np.array([high]), np.array([low]))

    def array(self, high: np.ndarray) -> Pair:
        """A tensor of float64 values."""
        return Pair(high, np.float64(0.0))

    def tensor(self, values: Sequence[Fraction]) -> Pair:
        parts = np.array([of_fraction(value) for value in values], dtype=np.float64).reshape(-1, 2)
        return Pair(parts[:, :1], parts[:, 1:])

    def filled(self, value: Pair, size: int) -> Pair:
        return self._each(lambda x: np.full((size, *x.shape), x), value)

    def _each(self, function: Callable[..., Any], *pairs: Pair) -> Pair:
        """`function` of the high parts, and of the low ones in full shape."""
        lows = (np.broadcast_to(x.low, x.high.shape) for x in pairs)
        return Pair(function(*(x.high for x in pairs)), function(*lows))

    def sqrt(self, x: Pair) -> Pair:
        root = np.sqrt(x.high)
        p, e = two_product(root, root)
        rest = ((x.high - p) - e) + x.low
        return Pair(*fast_two_sum(root, rest / np.where(root == 0, 1.0, 2 * root)))

    def cbrt(self, x: Pair) -> Pair:
        """Newton's steps, of which the second starts from the nearest float64.

        It has the square of the roundoff u that it starts with, a third of the 5 u^2 of the cube, and 4 roundings of a
        correction that is u at most: below 7 u^2. The first takes 2 u to 14 u^2, and so to the nearest.
        """
        return self._nearer(x, self._nearer(x, cube_root(x.high)).high)

    def _nearer(self, x: Pair, root: Any) -> Pair:
        """The cube root of `x` from one that is near it."""
        square = Pair(*two_product(root, root))
        rest = x - square * Pair(root, np.zeros_like(root))
        return Pair(*fast_two_sum(root, rest.high / np.where(root == 0, 1.0, 3 * square.high)))

    def power(self, x: Any, y: Any) -> Pair:
        x, y = as_pair(x), as_pair(y)
        parts = (x.high, x.low, y.high, y.low)
        return Pair(*by_value(lambda a, b, c, d: _pair(_ball(a, b) ** _ball(c, d)), *parts))

    def cos_pi(self, x: Any) -> Pair:
        x = as_pair(x)
        return Pair(*by_value(lambda high, low: _pair(_ball(high, low).cos_pi()), x.high, x.low))

    def maximum(self, x: Any, y: Any) -> Pair:
        x, y = as_pair(x), as_pair(y)
        return _chosen(x.exceeds(y, ">="), x, y)

    def where(self, x: Pair, relation: str, y: Any, yes: Any, no: Any) -> Pair:
        y = as_pair(y)
        holds = x.exceeds(y, relation)
        if np.ndim(holds) < 2 and not Truth(holds).mixed:  # scalars: only the branch that is taken
            taken = yes if holds.all() else no
            return as_pair(taken() if callable(taken) else taken)
        return self.by_lane(holds, *(z() if callable(z) else z for z in (yes, no)))

    def by_lane(self, holds: Any, yes: Any, no: Any) -> Pair:
        return _chosen(holds, as_pair(yes), as_pair(no))

    def total(self, x: Pair) -> Pair:
        """A sum by halves."""
        high, low = np.broadcast_arrays(x.high, x.low)
        while (n := len(high)) > 1:
            half = n // 2
            sums = Pair(high[:half], low[:half]) + Pair(high[half : 2 * half], low[half : 2 * half])
            high, low = (np.concatenate([s, i[2 * half :]]) for s, i in ((sums.high, high), (sums.low, low)))
        return Pair(high[0], low[0])

    def largest(self, x: Pair) -> Pair:
        high, low = np.broadcast_arrays(x.high, x.low)
        return reduce(self.maximum, map(Pair, high, low))

    def size(self, x: Pair) -> int:
        return len(x.high) if np.ndim(x.high) > 1 else 0

    def divide(self, x: Pair, sizes: Sequence[int]) -> list[Pair]:
        high, low = np.broadcast_arrays(x.high, x.low)
        return [Pair(high[part], low[part]) for part in slices(sizes)]

    def join(self, parts: Sequence[Pair]) -> Pair:
        lanes = np.broadcast_shapes(*(x.high.shape[1:] for x in parts))
        return self._each(lambda *x: np.concatenate([np.broadcast_to(i, (len(i), *lanes)) for i in x]), *parts)

    def merge(self, parts: Sequence[Pair], ways: Sequence[np.ndarray]) -> Pair:
        """All lanes, of which ``parts[k]`` has the lanes ``ways[k]``."""
        return self._each(lambda *x: merge(x, ways), *parts)

    def only(self, x: Pair) -> Pair:
        return self._each(lambda i: i[0], x)

    def flat(self, x: Pair) -> Pair:
        return self.filled(x, 1)

    def transposed(self, x: Pair, shape: Shape) -> Pair:
        return self._each(lambda i: i.reshape(*shape, -1).swapaxes(0, 1).reshape(i.shape), x)

    def matmul(self, x: Pair, y: Pair, shape: Shape) -> Pair:
        left = self._each(lambda i: i.reshape(*shape, 1, i.shape[-1]).swapaxes(0, 1), x)
        right = self._each(lambda i: i.reshape(shape[1], 1, -1, i.shape[-1]), y)
        return self._each(lambda i: i.reshape(-1, i.shape[-1]), self.total(left * right))


def _chosen(condition: Any, yes: Pair, no: Pair) -> Pair:
    return Pair(*(np.where(condition, a, b) for a, b in ((yes.high, no.high), (yes.low, no.low))))
