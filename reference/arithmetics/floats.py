"""The float reading: NumPy arrays of one dtype, scalars in Python's double precision."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.reference.arithmetics.base import Arithmetic


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

    def maximum(self, x: Any, y: Any) -> Any:
        return np.maximum(x, y)

    def minimum(self, x: Any, y: Any) -> Any:
        return np.minimum(x, y)
