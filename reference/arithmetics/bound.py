"""A value with a bound on its rounding error, and the rules by which operations carry the bound on."""

import math
from functools import reduce
from typing import Any

import flint
import numpy as np

from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64, Dtype
from goldstep.reference.arithmetics.lanes import Spread, Whole, by_count, by_value, over_elements, part
from goldstep.reference.arithmetics.rounding import CHARGES, Stage

_BITS = 128  # enough for the float64 next to a power or a cosine
_BLOCK = 1024  # factors of a running product that NumPy multiplies one after the other


class Bound:
    """A value with its abs-expression and its error bound; `scale` is the abs-expression before a store.

    `frobenius` is a bound of the norm of the whole error, where it is smaller than that of the elements' bounds.
    `sparse` is false where no element is an exact zero: most are not, and zeros need care. A bound that is NaN
    belongs to an error that ran away; it means infinity.
    """

    __slots__ = ("a", "e", "frobenius", "scale", "sparse", "stage", "v")
    __array_ufunc__ = None  # numpy must not take our operators apart

    def __init__(
        self, v: Any, a: Any, e: Any, stage: Stage, sparse: bool, scale: Any = None, frobenius: float | None = None
    ) -> None:
        self.v, self.a, self.e, self.stage, self.sparse = v, a, e, stage, sparse
        self.scale, self.frobenius = scale, frobenius

    def rounded(self, v: Any, a: Any, e: Any, k: Any, sparse: bool) -> "Bound":
        """With the charge of an operation."""
        e = in_range(a + e, e + k * self.stage.u * (a + e) + self.stage.eta, self.stage)
        return Bound(v, a, e, self.stage, sparse)

    @property
    def nothing(self) -> Any:
        """Where the value is an exact zero."""
        return (self.a == 0) & (self.e == 0)

    @property
    def within_range(self) -> Any:
        """Where the value itself is a number of its format: a scalar may be none in that of a tensor."""
        return abs(self.v) <= self.stage.dtype.largest

    def part(self, lanes: np.ndarray) -> "Bound":
        """Some of the lanes."""
        v, a, e, scale = (part(x, lanes) for x in (self.v, self.a, self.e, self.scale))
        return Bound(v, a, e, self.stage, self.sparse, scale)

    def __neg__(self) -> "Bound":
        return Bound(-self.v, self.a, self.e, self.stage, self.sparse)

    def __add__(self, other: Any) -> "Bound":
        """Adding an exact zero rounds nothing."""
        x, y = meet(self, other)
        total = x.rounded(x.v + y.v, x.a + y.a, x.e + y.e, CHARGES["add"], x.sparse and y.sparse)
        if x.sparse:
            total = where(x.nothing, y, total)
        return where(y.nothing, x, total) if y.sparse else total

    def __sub__(self, other: Any) -> "Bound":
        return self + -as_bound(other, self.stage)

    def __mul__(self, other: Any) -> "Bound":
        """A product with an exact zero is one, unless the other may be infinite: their product is NaN then."""
        x, y = meet(self, other)
        e = 2 * abs(x.v) * x.e + x.e * x.e if x is y else abs(x.v) * y.e + abs(y.v) * x.e + x.e * y.e
        sparse = x.sparse or y.sparse
        product = x.rounded(x.v * y.v, x.a * y.a, e, CHARGES["mul"], sparse)
        if not sparse:
            return product
        zero = (x.nothing & y.within_range) | (y.nothing & x.within_range)
        return where(zero, Bound(product.v, product.a, 0.0, x.stage, True), product)

    def __truediv__(self, other: Any) -> "Bound":
        x, y = meet(self, other)
        low, least = abs(y.v) - y.e, x.stage.least_divisor
        if not isinstance(x.v, np.ndarray) and not isinstance(low, np.ndarray) and low > least:  # the same, but faster
            v = x.v / y.v
            e, a = (x.e + abs(v) * y.e) / low, x.a / abs(y.v)
        else:
            v, a = np.divide(x.v, y.v), np.divide(x.a, abs(y.v))
            e = np.where(low > least, np.divide(x.e + abs(v) * y.e, low), np.inf)
        quotient = x.rounded(v, a, e, CHARGES["div"], x.sparse)
        if not x.sparse:
            return quotient
        return where(x.nothing & (low > least), Bound(0.0 * y.a, 0.0 * y.a, 0.0, x.stage, True), quotient)

    def __pow__(self, n: Any) -> "Bound":
        """A power by libm (4 ulp), by repeated squaring or by a running product: at most n + 3 roundings."""
        v = integer_power(abs(self.v), n)
        high = integer_power(abs(self.v) + self.e, n)
        n = n.scalar if isinstance(n, Whole) else n
        underflow = (n + 2) * self.stage.eta  # besides the one of the last rounding
        return self.rounded(v, v, high - v + underflow, n + 3, self.sparse)

    def __radd__(self, other: Any) -> "Bound":
        return as_bound(other, self.stage) + self

    def __rsub__(self, other: Any) -> "Bound":
        return as_bound(other, self.stage) + -self

    def __rmul__(self, other: Any) -> "Bound":
        return as_bound(other, self.stage) * self

    def __rtruediv__(self, other: Any) -> "Bound":
        return as_bound(other, self.stage) / self


def represented(v: Any, dtype: Dtype) -> Any:
    if isinstance(v, float):
        mantissa, exponent = math.frexp(v)
        return v == 0 or (
            math.ldexp(mantissa, dtype.precision).is_integer()
            and dtype.min_exponent < exponent <= dtype.max_exponent + 1
        )
    size = np.abs(v)
    normal = (size >= dtype.smallest_normal) & (size / 2 < 2.0**dtype.max_exponent)
    if dtype is FLOAT64:
        exact = normal
    elif dtype is FLOAT32:
        exact = normal & (v.astype(np.float32) == v)
    else:
        scaled = np.ldexp(np.frexp(v)[0], dtype.precision)
        exact = normal & (scaled == np.trunc(scaled))
    return exact | (size == 0)


def rounded_input(value: Any, stage: Stage) -> Bound:
    """A rational as it is held in a stage, or one for each lane."""
    if isinstance(value, Whole | Spread):
        v, e = _held(value, stage)
        return Bound(v, abs(v), e, stage, not v.all())
    v = float(value)
    return Bound(v, abs(v), 0.0 if stage.dtype.represents(value) else stage.u * abs(v), stage, v == 0)


def _held(value: Any, stage: Stage) -> Any:
    """Of each lane the float64 and its error."""
    if isinstance(value, Spread):
        return value.scalars(lambda x: (float(x), rounded_input(x, stage).e))
    v = value.scalar
    return v, np.where(represented(v, stage.dtype), 0.0, stage.u * abs(v))


def as_bound(x: Any, stage: Stage) -> Bound:
    if isinstance(x, Whole):
        v = x.scalar
        return Bound(v, abs(v), np.zeros_like(v), stage, not v.all())
    return x if isinstance(x, Bound) else Bound(float(x), abs(float(x)), 0.0, stage, x == 0)


def meet(x: Bound, other: Any) -> tuple[Bound, Bound]:
    """Bring two operands to one stage: a scalar is rounded when it meets a tensor or a coarser scalar."""
    y = as_bound(other, x.stage)
    if x.stage is y.stage:
        return x, y
    stage = max(x.stage, y.stage, key=lambda s: (s.elementwise, s.u))
    return enter(x, stage), enter(y, stage)


def enter(x: Bound, stage: Stage) -> Bound:
    """`x` rounded to the format of another stage."""
    if x.stage is stage or x.stage.u == stage.u:
        return Bound(x.v, x.a, x.e, stage, x.sparse)
    e = x.e + stage.u * (abs(x.v) + x.e) + stage.eta
    unmoved = (x.e == 0) & represented(x.v, stage.dtype)
    e = np.where(unmoved, 0.0, e) if isinstance(x.v, np.ndarray) else 0.0 if unmoved else e
    return Bound(x.v, x.a, in_range(abs(x.v) + x.e, e, stage), stage, x.sparse)


def in_range(most: Any, e: Any, stage: Stage) -> Any:
    """The error `e` of what may be as large as `most` in some order of its terms: beyond the range it has no bound."""
    if stage.dtype is FLOAT64 or not isinstance(most, np.ndarray):  # float64 becomes infinite by itself
        return e if stage.dtype is FLOAT64 or most <= stage.dtype.largest else math.inf
    return np.where(most <= stage.dtype.largest, e, np.inf)


def where(condition: Any, x: Bound, y: Bound) -> Bound:
    if not isinstance(condition, np.ndarray):
        return x if condition else y
    if not condition.any():
        return y
    v, a, e = (np.where(condition, i, j) for i, j in ((x.v, y.v), (x.a, y.a), (x.e, y.e)))
    return Bound(v, a, e, y.stage, x.sparse or y.sparse)


def integer_power(x: Any, n: Any) -> Any:
    """`x` to the power `n`, by a running product."""
    if isinstance(n, Whole):
        return by_count(integer_power, x, n)[0]
    if isinstance(x, np.ndarray):
        return np.array([integer_power(y, n) for y in x.reshape(-1).tolist()]).reshape(x.shape)
    result = before = 1.0
    for _ in range(min(n, _BLOCK)):
        result *= x
        if result == before:  # 0, say: so it stays
            return result
        before = result
    for begin in range(_BLOCK, n, _BLOCK):  # the same products, by the thousand
        factors = np.full(min(n - begin, _BLOCK) + 1, x)
        factors[0] = result
        with np.errstate(over="ignore", under="ignore"):
            result = float(np.multiply.accumulate(factors)[-1])
        if result == before:
            break
        before = result
    return result


def real_power(x: Any, y: Any) -> Any:
    """`x` to the power `y`, the same on every machine."""
    if isinstance(x, np.ndarray) or isinstance(y, np.ndarray):
        return by_value(real_power, x, y)[0]
    with flint.ctx.workprec(_BITS):
        return float((flint.arb(x) ** flint.arb(y)).mid()) if x > 0 else math.nan


def cosine_of_pi(x: Any) -> Any:
    """The cosine of pi times `x`, the same on every machine."""
    if isinstance(x, np.ndarray):
        return by_value(cosine_of_pi, x)[0]
    with flint.ctx.workprec(_BITS):
        return float(flint.arb(x).cos_pi().mid()) if math.isfinite(x) else math.nan


def product(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A product of matrices whose sums run in one order, unlike those of a BLAS."""
    if y.shape[1] == 1:
        return np.asarray(reduce(np.add, (x[:, k : k + 1] * y[k] for k in range(x.shape[1]))))
    return (x[:, :, None] * y[None]).sum(axis=1)  # not along the last axis, so from first to last


def norm(x: np.ndarray) -> Any:
    """The Frobenius norm, the same on every machine."""
    x, exponent = _near_one(x, (0,))
    return np.ldexp(np.sqrt(over_elements(math.fsum, x * x)), exponent)


def spectral_norm(x: np.ndarray) -> Any:
    """An upper bound of the largest singular value s, within a few per cent: tr((X X^T)^16) >= s^32."""
    x, exponent = _near_one(x, (0, 1))
    power = product(x, x.swapaxes(0, 1))
    for _ in range(4):
        power = product(power, power)
    bound = over_elements(math.fsum, np.moveaxis(np.diagonal(power), -1, 0))
    for _ in range(5):
        bound = np.sqrt(bound)
    return np.ldexp(bound * (1 + 2.0**-40), exponent)


def _near_one(x: np.ndarray, axes: tuple[int, ...]) -> tuple[np.ndarray, Any]:
    """Numbers whose powers stay in range, and the exponent of 2 that they are to be multiplied by."""
    exponent = np.frexp(abs(x).max(axis=axes, initial=0.0))[1]
    return np.ldexp(x, -exponent), exponent
