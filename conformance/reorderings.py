"""Legitimate ways of rounding differently, over the same source: none of them may be convicted.

Each is an arithmetic whose tensors round as some real backend does: with fused multiply-add, with a reciprocal in
place of a division, with a reciprocal square root, or with everything in wider registers until the state is stored.
"""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from goldstep.conformance.patching import compiled, source_of
from goldstep.reference.algorithm import Algorithm
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
        return np.array(x.wide.astype(self.dtype))

    def filled(self, value: float, size: int) -> Any:
        return self._lazy(super().filled(value, size))

    def sqrt(self, x: Any) -> Any:
        if not isinstance(x, Lazy):
            return super().sqrt(x)
        wide = x.value.astype(self._width)
        if self._inverse_root:
            inverse = (1 / np.sqrt(wide)).astype(self.dtype).astype(self._width)
            return x._own(np.where(wide == 0, 0, wide * inverse))
        return x._own(np.sqrt(wide))

    def maximum(self, x: Any, y: Any) -> Any:
        if not isinstance(x, Lazy) and not isinstance(y, Lazy):
            return super().maximum(x, y)
        own = x if isinstance(x, Lazy) else y
        return own._own(np.maximum(own._other(x), own._other(y)))

    def minimum(self, x: Any, y: Any) -> Any:
        return -self.maximum(-x, -y)

    def store(self, x: Any) -> Any:
        return self._lazy(x.wide.astype(self.dtype)) if isinstance(x, Lazy) else x


REORDERINGS: dict[str, Callable[[str], Floats]] = {
    "fma": lambda dtype: Reordered(dtype, Lazy),
    "reciprocal": lambda dtype: Reordered(dtype, Reciprocal),
    "inverse-root": lambda dtype: Reordered(dtype, Reciprocal, inverse_root=True),
    "fused": lambda dtype: Reordered(dtype, Register),
}
_AVERAGE = re.compile(r"h\.(\w+) \* s\.(\w+) \+ \(1 - h\.\1\) \* (\w+|\(g \* g\))")


def lerped(name: str) -> Algorithm | None:
    """The algorithm with every average written ``m + (1 - b) * (x - m)``; None where it has no average."""
    source, count = _AVERAGE.subn(r"s.\2 + (1 - h.\1) * (\3 - s.\2)", source_of(name))
    return compiled(name, source) if count else None
