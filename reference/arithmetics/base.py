"""What every arithmetic offers beyond the operators ``+ - * / **``."""

import operator
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import prod
from typing import Any, Self

from goldstep.reference.arithmetics.lanes import Truth, Whole

Shape = tuple[int, ...]
_RELATIONS = {">": operator.gt, ">=": operator.ge, "==": operator.eq, "<": operator.lt, "<=": operator.le}


def slices(sizes: Sequence[int]) -> list[slice]:
    """Where parts of these sizes lie, one after the other."""
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


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

    def cbrt(self, x: Any) -> Any:
        """The cube root of what is not negative; backends may write it as a power, whose exponent they round."""
        raise NotImplementedError

    def power(self, x: Any, y: Any) -> Any:
        """The positive scalar `x` to the real scalar `y`; for whole numbers there is ``**``."""
        raise NotImplementedError

    def cos_pi(self, x: Any) -> Any:
        """The cosine of pi times the scalar `x`."""
        raise NotImplementedError

    def maximum(self, x: Any, y: Any) -> Any:
        raise NotImplementedError

    def minimum(self, x: Any, y: Any) -> Any:
        return -self.maximum(-x, -y)

    def clip(self, x: Any, limit: Any) -> Any:
        """`x` limited to [-limit, limit]."""
        return self.maximum(self.minimum(x, limit), -limit)

    def abs(self, x: Any) -> Any:
        return self.maximum(x, -x)

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Any:
        """`yes` where ``x > y`` (or ``x >= y``), else `no`; elementwise if `x` is a tensor.

        A branch may be a function without arguments: of two scalars that are compared, only the branch that is
        taken is worked out. The comparison is decided exactly or not at all.
        """
        raise NotImplementedError

    def when(self, m: int, relation: str, n: int, yes: Any, no: Any) -> Any:
        """`yes` if two integers are in this relation (also ``==``, ``<``, ``<=``), else `no`; counters are exact.

        A branch that is a function without arguments is worked out only when it is taken.
        """
        m, n = (x if isinstance(x, Whole) else int(x) for x in (m, n))
        holds = _RELATIONS[relation](m, n)
        if isinstance(holds, Truth) and holds.mixed:
            return self.by_lane(holds.lanes, *(z() if callable(z) else z for z in (yes, no)))
        chosen = yes if holds else no
        return chosen() if callable(chosen) else chosen

    def by_lane(self, holds: Any, yes: Any, no: Any) -> Any:
        """`yes` in the lanes where `holds` is true, else `no`; both are there in all lanes."""
        raise NotImplementedError

    def whole(self, x: Any) -> Any:
        """The scalar `x`, which counts something: adding ones rounds nothing."""
        return x

    def sign(self, x: Any) -> Any:
        """1, 0 or -1."""
        one = self.number(Fraction(1))
        return self.where(x, ">", 0, one, self.where(-x, ">", 0, -one, self.number(Fraction(0))))

    def average(self, kept: Any, old: Any, new: Any) -> Any:
        """``kept * old + (1 - kept) * new``, a moving average; see `blend`."""
        return kept * old + (1 - kept) * new

    def mixed(self, old: Any, new: Any, share: Any) -> Any:
        """The same from the weight of the new: ``(1 - share) * old + share * new``."""
        return (1 - share) * old + share * new

    def ramp(self, begin: Any, end: Any, part: Any) -> Any:
        """``begin + (end - begin) * part``: where a ramp is after this part of it; see `blend`."""
        return begin + (end - begin) * part

    def ramp_to(self, end: Any, begin: Any, left: Any) -> Any:
        """The same from what is left of it: ``end - (end - begin) * left``."""
        return end - (end - begin) * left

    def blend(self, value: Any, old: Any, new: Any, share: Any) -> Any:
        """`value`, which is ``(1 - share) * old + share * new``, however it is written.

        Backends compute such a mean in many ways; only the budget knows of that, and covers those in use.
        """
        return value

    def total(self, x: Any) -> Any:
        """The sum of all elements of a tensor, a scalar."""
        raise NotImplementedError

    def largest(self, x: Any) -> Any:
        """The largest element of a tensor, a scalar."""
        raise NotImplementedError

    def norm(self, x: Any) -> Any:
        """The Euclidean norm of all elements, a scalar."""
        return self.sqrt(self.total(x * x))

    def mean(self, x: Any, shape: Shape) -> Any:
        """The mean of all elements of a tensor of this shape, a scalar."""
        return self.total(x) / prod(shape)

    def rms(self, x: Any, shape: Shape) -> Any:
        """The root of the mean square, a scalar."""
        return self.sqrt(self.mean(x * x, shape))

    def size(self, x: Any) -> int:
        """The number of elements of a tensor; 0 for a scalar."""
        raise NotImplementedError

    def divide(self, x: Any, sizes: Sequence[int]) -> list[Any]:
        """Parts of a tensor, in order, of these sizes."""
        raise NotImplementedError

    def split(self, x: Any, n: int) -> list[Any]:
        """The `n` equal parts of a tensor, in order."""
        return self.divide(x, [self.size(x) // n] * n)

    def join(self, parts: Sequence[Any]) -> Any:
        """One tensor of several."""
        raise NotImplementedError

    def only(self, x: Any) -> Any:
        """The scalar in a tensor of one element: how a scalar of the state is read."""
        raise NotImplementedError

    def flat(self, x: Any) -> Any:
        """The scalar `x` as a tensor of one element."""
        return self.filled(x, 1)

    def row_sums(self, x: Any, shape: Shape) -> Any:
        """The sum of each row of a matrix of this shape."""
        return self.join([self.flat(self.total(row)) for row in self.split(x, shape[0])])

    def column_sums(self, x: Any, shape: Shape) -> Any:
        return self.row_sums(self.transposed(x, shape), shape[::-1])

    def row_means(self, x: Any, shape: Shape) -> Any:
        """The mean of each row of a matrix of this shape."""
        return self.row_sums(x, shape) / shape[1]

    def column_means(self, x: Any, shape: Shape) -> Any:
        return self.column_sums(x, shape) / shape[0]

    def spread_rows(self, x: Any, shape: Shape) -> Any:
        """A matrix of this shape: each row filled with the element of `x` that belongs to it."""
        return self.transposed(self.spread_columns(x, shape[::-1]), shape[::-1])

    def spread_columns(self, x: Any, shape: Shape) -> Any:
        """A matrix of this shape: each column filled with the element of `x` that belongs to it."""
        return self.join([x] * shape[0])

    def transposed(self, x: Any, shape: Shape) -> Any:
        """The transpose of a matrix of this shape."""
        raise NotImplementedError

    def matmul(self, x: Any, y: Any, shape: Shape) -> Any:
        """The product of two matrices; `shape` is that of `x`, and `y` has as many rows as `x` has columns."""
        raise NotImplementedError

    def odd_polynomial(self, x: Any, shape: Shape, a: Any, b: Any, c: Any) -> Any:
        """``a X + b (X X^T) X + c (X X^T)^2 X``: on the singular values, a x + b x^3 + c x^5."""
        if shape[0] > shape[1]:
            turned = self.odd_polynomial(self.transposed(x, shape), shape[::-1], a, b, c)
            return self.transposed(turned, shape[::-1])
        square = (shape[0], shape[0])
        gram = self.matmul(x, self.transposed(x, shape), shape)
        return a * x + self.matmul(b * gram + c * self.matmul(gram, gram, square), x, square)

    def merge(self, parts: Sequence[Any], ways: Sequence[Any]) -> Any:
        """All lanes of a value, of which ``parts[k]`` has the lanes ``ways[k]``."""
        raise NotImplementedError

    def to_matrices(self, x: Any) -> Any:
        """Enter the precision in which a backend works on matrices, see `Contract.matrices`."""
        return x

    def from_matrices(self, x: Any) -> Any:
        """Leave it."""
        return x

    def store(self, x: Any) -> Any:
        """Write the tensor `x` back into the state: where a backend rounds to its storage dtype."""
        return x

    def store_parameter(self, x: Any) -> Any:
        """The same for a parameter."""
        return self.store(x)

    def store_scalar(self, x: Any) -> Any:
        """The same for a scalar of the state."""
        return x
