"""Legitimate ways of rounding differently, over the same source: none of them may be convicted.

Each is an arithmetic whose tensors round as some real backend does: with fused multiply-add, with a reciprocal in
place of a division, with a reciprocal square root, or with everything in wider registers until the state is stored.
"""

import math
import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from goldstep.reference.algorithm import Shape
from goldstep.reference.arithmetics.base import slices
from goldstep.reference.arithmetics.floats import Floats


def _wide(dtype: str) -> Any:
    return np.longdouble if dtype == "float64" else np.float64


class Lazy:
    """A tensor in `dtype` whose last product is not yet rounded, so that an addition can fuse with it."""

    __array_ufunc__ = None

    def __init__(self, wide: Any, dtype: Any) -> None:
        self.wide, self.dtype = wide, dtype

    @property
    def value(self) -> Any:
        return self.wide.astype(self.dtype)

    def _own(self, wide: Any) -> "Lazy":
        return type(self)(wide.astype(self.dtype).astype(self.wide.dtype), self.dtype)

    def _other(self, x: Any) -> Any:
        return x.value.astype(self.wide.dtype) if isinstance(x, Lazy) else self.wide.dtype.type(self.dtype.type(x))

    def _unrounded(self, x: Any) -> Any:
        return x.wide if isinstance(x, Lazy) else self.wide.dtype.type(self.dtype.type(x))

    def __neg__(self) -> "Lazy":
        return type(self)(-self.wide, self.dtype)

    def __mul__(self, other: Any) -> "Lazy":
        return type(self)(self.value.astype(self.wide.dtype) * self._other(other), self.dtype)

    def __add__(self, other: Any) -> "Lazy":
        return self._own(self.wide + self._other(other))

    def __sub__(self, other: Any) -> "Lazy":
        return self._own(self.value.astype(self.wide.dtype) - self._unrounded(other))

    def __rsub__(self, other: Any) -> "Lazy":
        return self._own(self._other(other) - self.wide)

    def __truediv__(self, other: Any) -> "Lazy":
        return self._own(self.value.astype(self.wide.dtype) / self._other(other))

    def __rtruediv__(self, other: Any) -> "Lazy":
        return self._own(self._other(other) / self.value.astype(self.wide.dtype))

    def __pow__(self, n: int) -> "Lazy":
        return self._own(self.value.astype(self.wide.dtype) ** n)

    __radd__ = __add__
    __rmul__ = __mul__


class Reciprocal(Lazy):
    """Rounds every product, and divides by multiplying with a rounded reciprocal."""

    def __mul__(self, other: Any) -> "Lazy":
        return self._own(super().__mul__(other).wide)

    def __truediv__(self, other: Any) -> "Lazy":
        inverse = (1 / self._other(other)).astype(self.dtype).astype(self.wide.dtype)
        return self._own(self.wide * inverse)

    __rmul__ = __mul__


class Register(Lazy):
    """Never rounds before the state is stored, as a fused kernel with wide accumulators."""

    @property
    def value(self) -> Any:
        return self.wide

    def _own(self, wide: Any) -> "Lazy":
        return type(self)(wide, self.dtype)


class Reordered(Floats):
    """The arithmetic of one of the tensors above."""

    def __init__(self, dtype: str, tensor: type[Lazy], *, inverse_root: bool = False) -> None:
        super().__init__(dtype)
        self._make, self._width, self._inverse_root = tensor, _wide(dtype), inverse_root

    def _lazy(self, x: Any) -> Lazy:
        return x if isinstance(x, Lazy) else self._make(np.asarray(x, self.dtype).astype(self._width), self.dtype)

    def hold(self, x: np.ndarray) -> Lazy:
        return self._lazy(x)

    def show(self, x: Any) -> np.ndarray:
        return np.array(x.wide.astype(self.dtype) if isinstance(x, Lazy) else x)

    def filled(self, value: float, size: int) -> Any:
        return self._lazy(super().filled(value, size))

    def sqrt(self, x: Any) -> Any:
        if not isinstance(x, Lazy):
            return super().sqrt(x)
        wide = x.value.astype(self._width)
        if self._inverse_root:
            inverse = (1 / np.sqrt(wide)).astype(self.dtype).astype(self._width)
            return x._own(np.where((wide == 0) | np.isinf(wide), wide, wide * inverse))
        return x._own(np.sqrt(wide))

    def cbrt(self, x: Any) -> Any:
        """A function, or a power, as PyTorch has it: its exponent is a number of the dtype."""
        if not isinstance(x, Lazy):
            return super().cbrt(x)
        wide = x.value.astype(self._width)
        return x._own(wide ** self._width(self.dtype.type(1 / 3)) if self._inverse_root else np.cbrt(wide))

    def maximum(self, x: Any, y: Any) -> Any:
        if not isinstance(x, Lazy) and not isinstance(y, Lazy):
            return super().maximum(x, y)
        own = x if isinstance(x, Lazy) else y
        return own._own(np.maximum(own._other(x), own._other(y)))

    def minimum(self, x: Any, y: Any) -> Any:
        return -self.maximum(-x, -y)

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Any:
        if not any(isinstance(z, Lazy) for z in (x, y)):
            return super().where(x, relation, y, yes, no)
        own = x if isinstance(x, Lazy) else y
        left, right = own._other(x), own._other(y)
        holds = left > right if relation == ">" else left >= right
        if np.ndim(holds) == 0:
            chosen = yes if holds else no
            return chosen() if callable(chosen) else chosen
        yes, no = (own._other(z() if callable(z) else z) for z in (yes, no))
        return own._own(np.where(holds, yes, no))

    def total(self, x: Lazy) -> Lazy:
        """A sum from the last to the first, each rounded as the tensor rounds."""
        return reduce(operator.add, [self._at(x, k) for k in reversed(range(self.size(x)))])

    def largest(self, x: Lazy) -> Lazy:
        return x._own(x.value.astype(self._width).max())

    def size(self, x: Any) -> int:
        return x.wide.size if isinstance(x, Lazy) and x.wide.ndim else 0

    def divide(self, x: Lazy, sizes: Sequence[int]) -> list[Any]:
        return [type(x)(x.wide[part], x.dtype) for part in slices(sizes)]

    def join(self, parts: Sequence[Lazy]) -> Lazy:
        return type(parts[0])(np.concatenate([p.wide for p in parts]), parts[0].dtype)

    def flat(self, x: Any) -> Any:
        return self._lazy(np.atleast_1d(x.wide)) if isinstance(x, Lazy) else super().flat(x)

    def only(self, x: Any) -> Any:
        return self._at(x, 0) if isinstance(x, Lazy) else super().only(x)

    def transposed(self, x: Lazy, shape: Shape) -> Lazy:
        return type(x)(x.wide.reshape(shape).T.reshape(-1), x.dtype)

    def matmul(self, x: Lazy, y: Lazy, shape: Shape) -> Lazy:
        """Products whose sums run backwards, rounded once at the end."""
        left, right = x.value.astype(self._width).reshape(shape), y.value.astype(self._width).reshape(shape[1], -1)
        terms = (np.multiply.outer(left[:, k], right[k]) for k in reversed(range(shape[1])))
        return x._own(reduce(np.add, terms).reshape(-1))

    def _at(self, x: Lazy, k: int) -> Lazy:
        return type(x)(x.wide[k], x.dtype)

    def store(self, x: Any) -> Any:
        return self._lazy(x.wide.astype(self.dtype)) if isinstance(x, Lazy) else x


REORDERINGS: dict[str, Callable[[str], Floats]] = {
    "fma": lambda dtype: Reordered(dtype, Lazy),
    "reciprocal": lambda dtype: Reordered(dtype, Reciprocal),
    "inverse-root": lambda dtype: Reordered(dtype, Reciprocal, inverse_root=True),
    "fused": lambda dtype: Reordered(dtype, Register),
}


class ReorderedNumbers(Reordered):
    """The same where scalars are what rounds, as in a learning rate; a cosine comes from the sine of half its angle."""

    def number(self, value: Fraction) -> Any:
        return self._lazy(float(value))

    def power(self, x: Any, y: Any) -> Any:
        return self._lazy(float(self._lazy(x).value) ** float(self._lazy(y).value))

    def cos_pi(self, x: Any) -> Any:
        half = math.sin(math.pi * float(self._lazy(x).value) / 2)
        return self._lazy(1 - 2 * half * half)

    def only(self, x: Any) -> Lazy:
        return self._lazy(super().only(x))

    store_scalar = Reordered.store


REORDERINGS_OF_NUMBERS: dict[str, Callable[[str], Floats]] = {
    "fma": lambda dtype: ReorderedNumbers(dtype, Lazy),
    "reciprocal": lambda dtype: ReorderedNumbers(dtype, Reciprocal),
    "wide": lambda dtype: ReorderedNumbers(dtype, Register),
}
