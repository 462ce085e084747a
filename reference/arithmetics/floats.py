"""The float reading: NumPy arrays of one dtype, scalars in Python's double precision."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.reference.arithmetics.base import Arithmetic, Shape, slices


class Floats(Arithmetic):
    """Plain floating point in `dtype`: what a straightforward backend would compute."""

    def __init__(self, dtype: Any = np.float64) -> None:
        self.dtype = np.dtype(dtype)

    def hold(self, x: np.ndarray) -> Any:
        """An array of the dtype as a tensor of this arithmetic."""
        return x

    def show(self, x: Any) -> np.ndarray:
        """A tensor of this arithmetic as an array of the dtype, a copy."""
        return np.array(x)

    def number(self, value: Fraction) -> float:
        return float(value)

    def tensor(self, values: Sequence[Fraction]) -> Any:
        return np.array([float(x) for x in values], self.dtype)

    def filled(self, value: float, size: int) -> Any:
        return np.full(size, value, self.dtype)

    def sqrt(self, x: Any) -> Any:
        return np.sqrt(x) if isinstance(x, np.ndarray) else math.sqrt(x)

    def cbrt(self, x: Any) -> Any:
        return np.cbrt(x) if isinstance(x, np.ndarray) else math.cbrt(x)

    def maximum(self, x: Any, y: Any) -> Any:
        return _narrow(np.maximum(x, y))

    def minimum(self, x: Any, y: Any) -> Any:
        return _narrow(np.minimum(x, y))

    def power(self, x: float, y: float) -> float:
        return x**y

    def cos_pi(self, x: float) -> float:
        return math.cos(math.pi * x)

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Any:
        holds = x > y if relation == ">" else x >= y
        if not isinstance(holds, np.ndarray):
            chosen = yes if holds else no
            return chosen() if callable(chosen) else chosen
        yes, no = (branch() if callable(branch) else branch for branch in (yes, no))
        return np.where(holds, yes, no).astype(self.dtype)

    def total(self, x: Any) -> Any:
        return x.sum()

    def largest(self, x: Any) -> Any:
        return x.max()

    def size(self, x: Any) -> int:
        return x.size if isinstance(x, np.ndarray) else 0

    def divide(self, x: Any, sizes: Sequence[int]) -> list[Any]:
        return [x[part] for part in slices(sizes)]

    def join(self, parts: Sequence[Any]) -> Any:
        return np.concatenate(parts).astype(self.dtype, copy=False)  # scalars made flat have Python's precision

    def only(self, x: Any) -> Any:
        return float(x[0])

    def flat(self, x: Any) -> Any:
        return np.array([x], np.float64)  # scalars keep the precision of Python's

    def transposed(self, x: Any, shape: Shape) -> Any:
        return x.reshape(shape).T.reshape(-1)

    def matmul(self, x: Any, y: Any, shape: Shape) -> Any:
        return (x.reshape(shape) @ y.reshape(shape[1], -1)).reshape(-1)


def _narrow(x: Any) -> Any:
    """A scalar of NumPy as one of Python's, which does not widen the tensors that it meets."""
    return x if isinstance(x, np.ndarray) else float(x)
