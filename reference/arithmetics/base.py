"""What every arithmetic offers beyond the operators ``+ - * / **``."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Self


class Undecided(ArithmeticError):
    """A comparison that the arithmetic cannot decide at its precision."""


class Arithmetic:
    """One meaning of numbers, tensors and the few functions that have no operator.

    Values are opaque to the algorithms: they combine them with operators and with the methods here.
    An arithmetic is a context manager, because some engines keep their precision globally.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        return None

    def number(self, value: Fraction) -> Any:
        """A scalar with exactly this value, before any rounding that the arithmetic models."""
        raise NotImplementedError

    def constant(self, value: Fraction) -> Any:
        """A hyperparameter as a step uses it."""
        return self.number(value)

    def scheduled(self, value: Fraction) -> Any:
        """A hyperparameter as the time-dependent coefficients use it: some backends round those elsewhere."""
        return self.number(value)

    def named(self, name: str, value: Any) -> Any:
        """Told of each quantity as it arises; what it returns goes on."""
        return value

    def tensor(self, values: Sequence[Fraction]) -> Any:
        """A flat tensor of exact values."""
        raise NotImplementedError

    def filled(self, value: Any, size: int) -> Any:
        """A tensor of `size` elements that all have the scalar `value`."""
        raise NotImplementedError

    def sqrt(self, x: Any) -> Any:
        raise NotImplementedError

    def maximum(self, x: Any, y: Any) -> Any:
        raise NotImplementedError

    def minimum(self, x: Any, y: Any) -> Any:
        return -self.maximum(-x, -y)

    def clip(self, x: Any, limit: Any) -> Any:
        """`x` limited to [-limit, limit]."""
        return self.maximum(self.minimum(x, limit), -limit)

    def store(self, x: Any) -> Any:
        """Write `x` back into the state: where a backend rounds to its storage dtype."""
        return x
