"""The Monte-Carlo reading: every rounding replaced by a random one, in many replicates at once.

D. S. Parker, "Monte Carlo Arithmetic", UCLA CSD-970002, 1997. The spread of the replicates is what correct
rounding typically does to a run; it grows like the root of the number of steps where the worst case grows like
the number itself. Only for hyperparameters that are exact in the dtype: what is rounded once correlates all steps. The
decimal constants of a formula do so, too; each has one error in a run, the same in every step.
"""

import math
import operator
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from goldstep.reference.arithmetics.base import Arithmetic, Shape, slices
from goldstep.reference.arithmetics.dtypes import Dtype
from goldstep.reference.arithmetics.rounding import Contract, scalar_dtype

REPLICATES = 64
VIRTUAL = 2.0**-30  # float64's own roundings would drown in float64: use a coarser unit and scale back


class Sample:
    """Replicates of a value, along the first axis, and the unit in which they round."""

    __array_ufunc__ = None

    def __init__(self, v: Any, u: float, draw: Any) -> None:
        self.v, self.u, self.draw = v, u, draw

    def _rounded(self, v: Any, u: float) -> "Sample":
        return Sample(v * (1 + u * self.draw(np.shape(v))), u, self.draw)

    def _with(self, other: Any, function: Any) -> "Sample":
        if isinstance(other, Sample):
            return self._rounded(function(self.v, other.v), max(self.u, other.u))
        return self._rounded(function(self.v, float(other)), self.u)

    def __neg__(self) -> "Sample":
        return Sample(-self.v, self.u, self.draw)

    def __add__(self, other: Any) -> "Sample":
        return self._with(other, np.add)

    def __sub__(self, other: Any) -> "Sample":
        return self._with(other, np.subtract)

    def __mul__(self, other: Any) -> "Sample":
        return self._with(other, np.multiply)

    def __truediv__(self, other: Any) -> "Sample":
        with np.errstate(all="ignore"):
            return self._with(other, np.divide)

    def __rsub__(self, other: Any) -> "Sample":
        return -self + other

    def __pow__(self, n: int) -> "Sample":
        return self._rounded(self.v**n, self.u * np.sqrt(n + 3.0))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rtruediv__(self, other: Any) -> "Sample":
        return self._rounded(np.divide(float(other), self.v), self.u)


class Noise:
    """Uniform numbers of [-1, 1], always the same ones, and kept: whoever rewinds gets them again."""

    def __init__(self, seed: int = 0) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seed))
        self._numbers, self._at = np.zeros(0), 0

    def rewind(self) -> "Noise":
        self._at = 0
        return self

    def __call__(self, shape: tuple[int, ...]) -> np.ndarray:
        begin, self._at = self._at, self._at + math.prod(shape)
        if self._at > len(self._numbers):
            more = max(self._at, 2 * len(self._numbers)) - len(self._numbers)
            self._numbers = np.concatenate([self._numbers, 2.0 * self._generator.random(more) - 1.0])
        return self._numbers[begin : self._at].reshape(shape)


class MonteCarlo(Arithmetic):
    """Random rounding to `dtype`; `scale` takes the spread back to the unit of the dtype."""

    def __init__(self, dtype: Dtype, contract: Contract, seed: int = 0, noise: "Noise | None" = None) -> None:
        """`noise` may be shared by readings, one after the other, each of which begins it anew by `rewind`."""
        self.u = max(dtype.roundoff, VIRTUAL)
        self.scale = dtype.roundoff / self.u
        self.scalars = scalar_dtype(contract.coefficients, dtype)
        self.scalar_u = self.scalars.roundoff / self.scale
        self._constants: dict[Any, np.ndarray] = {}
        self.root = contract.root(dtype) - 1  # of which one is the product that makes a root of its inverse
        self.kept_u = scalar_dtype(contract.scalars, dtype).roundoff / self.scale
        self._draw = noise or Noise(seed)

    def number(self, value: Fraction) -> Sample:
        if self.scalars.represents(Fraction(value)):
            return Sample(np.full((REPLICATES, 1), float(value)), 0.0, self._draw)
        if value not in self._constants:
            self._constants[value] = float(value) * (1 + self.scalar_u * self._draw((REPLICATES, 1)))
        return Sample(self._constants[value], 0.0, self._draw)

    def constant(self, value: Fraction) -> Sample:
        return self.number(value)

    def scheduled(self, value: Fraction) -> Sample:
        return Sample(np.full((REPLICATES, 1), float(value)), self.scalar_u, self._draw)

    def tensor(self, values: Sequence[Fraction]) -> Sample:
        row = np.array([float(x) for x in values])
        return Sample(np.broadcast_to(row, (REPLICATES, len(row))), self.u, self._draw)

    def filled(self, value: Sample, size: int) -> Sample:
        return Sample(np.broadcast_to(value.v, (REPLICATES, size)), self.u, self._draw)

    def sqrt(self, x: Sample) -> Sample:
        return x._rounded(np.sqrt(x.v), x.u * self.root)

    def cbrt(self, x: Sample) -> Sample:
        """A power, whose exponent has one error in a run as other constants do; within a unit in the last place."""
        key = Fraction(1, 3), "of tensors"
        if key not in self._constants:
            self._constants[key] = (1 + self.u * self._draw((REPLICATES, 1))) / 3
        return x._rounded(np.power(x.v, self._constants[key]), 2 * x.u)

    def maximum(self, x: Any, y: Any) -> Sample:
        a, b = (z.v if isinstance(z, Sample) else float(z) for z in (x, y))
        u = max(z.u for z in (x, y) if isinstance(z, Sample))
        return Sample(np.maximum(a, b), u, self._draw)

    def power(self, x: Sample, y: Any) -> Sample:
        return x._with(y, np.power)

    def cos_pi(self, x: Sample) -> Sample:
        return x._rounded(np.cos(np.pi * x.v), x.u)

    def where(self, x: Sample, relation: str, y: Any, yes: Any, no: Any) -> Sample:
        """Scalars too are decided for each replicate by itself."""
        y, yes, no = (z() if callable(z) else z for z in (y, yes, no))
        i, j, a, b = (z.v if isinstance(z, Sample) else float(z) for z in (x, y, yes, no))
        u = max((z.u for z in (yes, no) if isinstance(z, Sample)), default=x.u)
        return Sample(np.where(i > j if relation == ">" else i >= j, a, b), u, self._draw)

    def average(self, kept: Any, old: Any, new: Any) -> Any:
        return self._either(super().average(kept, old, new), old, new, kept)

    def mixed(self, old: Any, new: Any, share: Any) -> Any:
        return self._either(super().mixed(old, new, share), old, new, 1 - share)

    def _either(self, value: Any, old: Any, new: Any, kept: Any) -> Any:
        """A mean as a sum or as a lerp, ``old + share * (new - old)``, which spreads more where the share is large.

        The difference, its product and its sum with the old value are then rounded at ``share * |new - old|``.
        """
        if not isinstance(value, Sample):
            return value
        x, y, share = (z.v if isinstance(z, Sample) else float(z) for z in (old, new, 1 - kept))
        moved = np.where(np.asarray(share) > 0.5, np.abs(share * (y - x)), 0.0)
        if not moved.any():
            return value
        draws = self._draw(np.shape(moved)) + self._draw(np.shape(moved)) + self._draw(np.shape(moved))
        return Sample(value.v + value.u * moved * draws, value.u, self._draw)

    def total(self, x: Sample) -> Sample:
        """A sum from left to right."""
        sum_, *terms = x.v.T
        for term, noise in zip(terms, 1 + x.u * self._draw((len(terms), len(sum_))), strict=True):
            sum_ = (sum_ + term) * noise
        return Sample(sum_[:, None], x.u, self._draw)

    def largest(self, x: Sample) -> Sample:
        return Sample(x.v.max(axis=1, keepdims=True), x.u, self._draw)

    def size(self, x: Sample) -> int:
        return x.v.shape[1] if x.v.shape[1] > 1 else 0

    def divide(self, x: Sample, sizes: Sequence[int]) -> list[Sample]:
        return [Sample(x.v[:, part], x.u, self._draw) for part in slices(sizes)]

    def join(self, parts: Sequence[Sample]) -> Sample:
        return Sample(np.concatenate([p.v for p in parts], axis=1), parts[0].u, self._draw)

    def only(self, x: Sample) -> Sample:
        return Sample(x.v, self.kept_u, self._draw)

    def transposed(self, x: Sample, shape: Shape) -> Sample:
        order = np.arange(shape[0] * shape[1]).reshape(shape).T.reshape(-1)
        return Sample(x.v[:, order], x.u, self._draw)

    def matmul(self, x: Sample, y: Sample, shape: Shape) -> Sample:
        """Inner products from left to right."""
        left, right = x.v.reshape(-1, *shape), y.v.reshape(len(y.v), shape[1], -1)
        u = max(x.u, y.u)
        terms = [Sample(left[:, :, k, None] * right[:, None, k, :], u, self._draw) for k in range(shape[1])]
        sum_ = reduce(operator.add, terms[1:], terms[0]._rounded(terms[0].v, u))
        return Sample(sum_.v.reshape(len(x.v), -1), u, self._draw)

    def store(self, x: Sample) -> Sample:
        return x._rounded(x.v, self.u)

    def store_scalar(self, x: Sample) -> Sample:
        return x._rounded(x.v, self.kept_u)

    def deviation(self, x: Sample) -> np.ndarray:
        """The standard deviation of each element, in the unit of the dtype."""
        return np.std(x.v, axis=0, ddof=1) * self.scale
