"""The budget reading: how far correct rounding can move each quantity.

Running error analysis (N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., 2002,
section 3.3) over the source lines of the reference. Each value carries

    v   the value, in float64
    a   the abs-expression: the same formula with every minus made a plus and every input its modulus
    e   a bound on the error that any componentwise stable order of the operations can have made

and each operation adds ``k * u * (a + e) + eta``. Because the charge is on `a` and not on `v`, the bound
holds for every order of summation, with or without FMA, fusion, lerp or reciprocals; `CHARGES` says which
rewrites pay for which k. Propagation is finite, not first order, so an error that reaches a divisor gives an
infinite budget, which the judge reports as vacuous.
Only ``+ - * / sqrt abs max`` of IEEE float64 are used, so budgets are the same bytes on every machine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

import numpy as np

from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64, Dtype

CHARGES = {
    "add": 2.0,  # a rounding of each product that FMA or lerp moves, and of the sum
    "mul": 1.0,
    "div": 2.0,  # a reciprocal and a product
    "sqrt": 2.0,  # x * rsqrt(x)
}


@dataclass(frozen=True)
class Contract:
    """Where a backend rounds.

    `constants` and `coefficients` name the precision in which hyperparameters (1 - beta) and time-dependent
    coefficients (1 - beta ** t) are computed before they meet a tensor: "double", or "working" for the dtype
    of the tensors. `flushes_subnormals` is true where subnormal results become zero.
    """

    constants: str = "double"
    coefficients: str = "double"
    flushes_subnormals: bool = False


@dataclass(frozen=True)
class Stage:
    """A place where rounding happens: the tensors, or the scalars before they meet a tensor."""

    dtype: Dtype
    eta: float
    elementwise: bool

    @cached_property
    def u(self) -> float:
        return self.dtype.roundoff


class Bound:
    """A value with its abs-expression and its error bound; `scale` is the abs-expression before a store.

    `sparse` is false where no element is an exact zero: most are not, and zeros need care. A bound that is NaN
    belongs to an error that ran away; it means infinity.
    """

    __slots__ = ("a", "e", "scale", "sparse", "stage", "v")
    __array_ufunc__ = None  # numpy must not take our operators apart

    def __init__(self, v: Any, a: Any, e: Any, stage: Stage, sparse: bool, scale: Any = None) -> None:
        self.v, self.a, self.e, self.stage, self.sparse, self.scale = v, a, e, stage, sparse, scale

    def _rounded(self, v: Any, a: Any, e: Any, k: float, sparse: bool) -> "Bound":
        return Bound(v, a, e + k * self.stage.u * (a + e) + self.stage.eta, self.stage, sparse)

    @property
    def nothing(self) -> Any:
        """Where the value is an exact zero."""
        return (self.a == 0) & (self.e == 0)

    def __neg__(self) -> "Bound":
        return Bound(-self.v, self.a, self.e, self.stage, self.sparse)

    def __add__(self, other: Any) -> "Bound":
        """Adding an exact zero rounds nothing."""
        x, y = _meet(self, other)
        total = x._rounded(x.v + y.v, x.a + y.a, x.e + y.e, CHARGES["add"], x.sparse and y.sparse)
        if x.sparse:
            total = _where(x.nothing, y, total)
        return _where(y.nothing, x, total) if y.sparse else total

    def __sub__(self, other: Any) -> "Bound":
        return self + -_as_bound(other, self.stage)

    def __mul__(self, other: Any) -> "Bound":
        """A product with an exact zero is one."""
        x, y = _meet(self, other)
        e = 2 * abs(x.v) * x.e + x.e * x.e if x is y else abs(x.v) * y.e + abs(y.v) * x.e + x.e * y.e
        sparse = x.sparse or y.sparse
        product = x._rounded(x.v * y.v, x.a * y.a, e, CHARGES["mul"], sparse)
        if not sparse:
            return product
        return _where(x.nothing | y.nothing, Bound(product.v, product.a, 0.0, x.stage, True), product)

    def __truediv__(self, other: Any) -> "Bound":
        x, y = _meet(self, other)
        v = np.divide(x.v, y.v)
        low = abs(y.v) - y.e
        e = np.where(low > 0, np.divide(x.e + abs(v) * y.e, low), np.inf)
        quotient = x._rounded(v, np.divide(x.a, abs(y.v)), e, CHARGES["div"], x.sparse)
        if not x.sparse:
            return quotient
        return _where(x.nothing & (low > 0), Bound(0.0 * y.a, 0.0 * y.a, 0.0, x.stage, True), quotient)

    def __pow__(self, n: int) -> "Bound":
        """A power by libm (4 ulp), by repeated squaring or by a running product: at most n + 3 roundings."""
        v = _integer_power(abs(self.v), n)
        high = _integer_power(abs(self.v) + self.e, n)
        underflow = (n + 2) * self.stage.eta  # besides the one of the last rounding
        return self._rounded(v, v, high - v + underflow, n + 3, self.sparse)

    def __radd__(self, other: Any) -> "Bound":
        return _as_bound(other, self.stage) + self

    def __rsub__(self, other: Any) -> "Bound":
        return _as_bound(other, self.stage) + -self

    def __rmul__(self, other: Any) -> "Bound":
        return _as_bound(other, self.stage) * self

    def __rtruediv__(self, other: Any) -> "Bound":
        return _as_bound(other, self.stage) / self


class Budget(Arithmetic):
    """Error bounds for a backend that stores `dtype` and rounds by `contract`."""

    def __init__(self, dtype: Dtype, contract: Contract | None = None) -> None:
        self.dtype = dtype
        contract = contract or Contract()
        eta = dtype.smallest_normal if contract.flushes_subnormals else dtype.smallest_subnormal
        self.elements = Stage(dtype, eta, elementwise=True)
        places = {
            "double": Stage(FLOAT64, FLOAT64.smallest_subnormal, elementwise=False),
            "working": Stage(_at_least_float32(dtype), eta, elementwise=False),
        }
        self._constants = places[contract.constants]
        self._coefficients = places[contract.coefficients]
        self._quiet: list[np.errstate] = []

    def __enter__(self) -> Self:
        self._quiet.append(np.errstate(all="ignore"))  # an error that runs away is infinite, not a warning
        self._quiet[-1].__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._quiet.pop().__exit__(None, None, None)

    def number(self, value: Fraction) -> Bound:
        return _input(Fraction(value), self.elements)

    def constant(self, value: Fraction) -> Bound:
        return _input(value, self._constants)

    def scheduled(self, value: Fraction) -> Bound:
        return _input(value, self._coefficients)

    def tensor(self, values: Sequence[Fraction]) -> Bound:
        return self.array(np.array([float(x) for x in values]))

    def array(self, v: np.ndarray) -> Bound:
        """A tensor of float64 values that the backend holds rounded to its dtype."""
        a = np.abs(v)
        e = np.where(_represented(v, self.dtype), 0.0, self.elements.u * a + self.elements.eta)
        return Bound(v, a, e, self.elements, not v.all())

    def filled(self, value: Bound, size: int) -> Bound:
        v, a, e = (np.full(size, float(x)) for x in (value.v, value.a, value.e))
        return Bound(v, a, e, self.elements, value.sparse)

    def sqrt(self, x: Bound) -> Bound:
        v = np.sqrt(x.v)
        e = np.maximum(v - np.sqrt(np.maximum(x.v - x.e, 0.0)), np.sqrt(x.v + x.e) - v)
        e = np.where((x.e > x.v) & (x.a > x.v), np.inf, e)  # a difference that may round below zero: NaN
        return x._rounded(v, np.sqrt(x.a), e, CHARGES["sqrt"], x.sparse)

    def maximum(self, x: Bound, y: Any) -> Bound:
        x, y = _meet(x, y)
        larger, scale = np.maximum(x.v, y.v), np.maximum(x.a, y.a)
        return Bound(
            larger, scale, np.maximum(x.e, y.e), x.stage, x.sparse or y.sparse
        )  # max is 1-Lipschitz and rounds nothing

    def store(self, x: Bound) -> Bound:
        u, eta = self.elements.u, self.elements.eta
        a = abs(x.v)
        e = x.e + u * (a + x.e) + eta
        unmoved = x.e == 0
        if unmoved.any():
            e = np.where(unmoved & _represented(x.v, self.dtype), 0.0, e)
        return Bound(x.v, a, e, self.elements, x.sparse, scale=x.a)


def _at_least_float32(dtype: Dtype) -> Dtype:
    """Scalars are never held in 16 bits: frameworks compute them in float32 at least."""
    return dtype if dtype.precision >= FLOAT32.precision else FLOAT32


def _represented(v: Any, dtype: Dtype) -> Any:
    if isinstance(v, float):
        mantissa, exponent = math.frexp(v)
        return v == 0 or (
            math.ldexp(mantissa, dtype.precision).is_integer()
            and dtype.min_exponent < exponent <= dtype.max_exponent + 1
        )
    mantissa, exponent = np.frexp(v)
    scaled = np.ldexp(mantissa, dtype.precision)
    in_range = (exponent > dtype.min_exponent) & (exponent <= dtype.max_exponent + 1)
    return (v == 0) | ((scaled == np.trunc(scaled)) & in_range)


def _input(value: Fraction, stage: Stage) -> Bound:
    v = float(value)
    return Bound(v, abs(v), 0.0 if stage.dtype.represents(value) else stage.u * abs(v), stage, v == 0)


def _as_bound(x: Any, stage: Stage) -> Bound:
    return x if isinstance(x, Bound) else Bound(float(x), abs(float(x)), 0.0, stage, x == 0)


def _meet(x: Bound, other: Any) -> tuple[Bound, Bound]:
    """Bring two operands to one stage: a scalar is rounded when it meets a tensor or a coarser scalar."""
    y = _as_bound(other, x.stage)
    if x.stage is y.stage:
        return x, y
    stage = max(x.stage, y.stage, key=lambda s: (s.elementwise, s.u))
    return _enter(x, stage), _enter(y, stage)


def _enter(x: Bound, stage: Stage) -> Bound:
    if x.stage is stage or x.stage.u == stage.u or (x.e == 0 and _represented(x.v, stage.dtype)):
        return Bound(x.v, x.a, x.e, stage, x.sparse)
    return Bound(x.v, x.a, x.e + stage.u * (abs(x.v) + x.e) + stage.eta, stage, x.sparse)


def _where(condition: Any, x: Bound, y: Bound) -> Bound:
    if not isinstance(condition, np.ndarray):
        return x if condition else y
    if not condition.any():
        return y
    v, a, e = (np.where(condition, i, j) for i, j in ((x.v, y.v), (x.a, y.a), (x.e, y.e)))
    return Bound(v, a, e, y.stage, x.sparse or y.sparse)


def _integer_power(x: float, n: int) -> float:
    result = 1.0
    for _ in range(n):
        result *= x
    return result
