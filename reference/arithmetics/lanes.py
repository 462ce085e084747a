"""Many evaluations at once: lanes, along the last axis of arrays.

A tensor of n elements is an array (n, lanes), a scalar is one (lanes,), or (1,) where all have the same, and a whole
number that a step branches on, such as the number of the step, is `Whole`. Where lanes would take different branches,
both are worked out and each lane takes its own, or `Diverged` is raised, and whoever began the evaluation does it again
for each part. So each lane computes exactly what it would compute alone.
"""

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np


class Diverged(Exception):
    """Lanes part here; `first` says which of them go one way."""

    def __init__(self, first: np.ndarray) -> None:
        super().__init__(f"{int(first.sum())} of {len(first)} lanes")
        self.first = first


def agreed(truth: Any) -> bool:
    """What all lanes say; raises Diverged where they disagree."""
    if np.ndim(truth) == 0:
        return bool(truth)
    if truth.all():
        return True
    if truth.any():
        raise Diverged(truth)
    return False


class Truth:
    """A condition for each lane."""

    def __init__(self, lanes: np.ndarray) -> None:
        self.lanes = lanes

    def __bool__(self) -> bool:
        return agreed(self.lanes)

    @property
    def mixed(self) -> bool:
        return bool(self.lanes.any() and not self.lanes.all())


def _arithmetic(function: Callable[[Any, Any], Any], *, turned: bool = False) -> Callable[["Whole", Any], Any]:
    def method(self: "Whole", other: Any) -> Any:
        if not isinstance(other, int | Whole):
            return NotImplemented
        y = other.lanes if isinstance(other, Whole) else other
        result = function(y, self.lanes) if turned else function(self.lanes, y)
        return Truth(result) if result.dtype == bool else Whole(result)

    return method


class Whole:
    """A whole number for each lane."""

    __array_ufunc__ = None  # NumPy must not take our operators apart
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, lanes: np.ndarray) -> None:
        self.lanes = lanes

    def __int__(self) -> int:
        """The number, where all lanes have the same."""
        agreed(self.lanes == self.lanes[0])
        return int(self.lanes[0])

    __index__ = __int__

    def __bool__(self) -> bool:
        return agreed(self.lanes != 0)

    @property
    def scalar(self) -> np.ndarray:
        """As float64, which has all counters."""
        return self.lanes.astype(np.float64)

    def __neg__(self) -> "Whole":
        return Whole(-self.lanes)

    __add__ = __radd__ = _arithmetic(operator.add)
    __sub__ = _arithmetic(operator.sub)
    __rsub__ = _arithmetic(operator.sub, turned=True)
    __mul__ = __rmul__ = _arithmetic(operator.mul)
    __floordiv__ = _arithmetic(operator.floordiv)
    __mod__ = _arithmetic(operator.mod)
    __rfloordiv__ = _arithmetic(operator.floordiv, turned=True)
    __rmod__ = _arithmetic(operator.mod, turned=True)
    __lt__ = _arithmetic(operator.lt)
    __le__ = _arithmetic(operator.le)
    __gt__ = _arithmetic(operator.gt)
    __ge__ = _arithmetic(operator.ge)
    __eq__ = _arithmetic(operator.eq)
    __ne__ = _arithmetic(operator.ne)


class Spread:
    """A rational for each lane: lane k has ``values[which[k]]``."""

    def __init__(self, values: Sequence[Fraction], which: np.ndarray) -> None:
        self.values, self.which = values, which

    def scalars(self, function: Callable[[Fraction], Sequence[float]]) -> list[np.ndarray]:
        """What `function` says of each value, as scalars."""
        found = np.array([function(value) for value in self.values], dtype=np.float64)
        return [column[self.which] for column in found.T]

    @property
    def whole(self) -> Whole:
        return Whole(np.array([int(value) for value in self.values])[self.which])


def by_value(function: Callable[..., Any], *arrays: Any) -> list[np.ndarray]:
    """`function` of the numbers at each place, called once for each distinct set of them; an array for each result."""
    numbers = [np.unique(x, return_inverse=True) for x in arrays]
    code: Any = 0
    for distinct, place in numbers:
        code = code * len(distinct) + place
    codes, place = np.unique(code, return_inverse=True)
    columns = []
    for distinct, _ in reversed(numbers):
        codes, k = np.divmod(codes, len(distinct))
        columns.append(distinct[k].tolist())
    found = np.array([function(*row) for row in zip(*reversed(columns), strict=True)], dtype=np.float64)
    return [column[place] for column in found.reshape(len(found), -1).T]


def by_count(function: Callable[[float, int], Any], x: Any, n: Whole) -> list[np.ndarray]:
    """`function` of a scalar that all lanes share and of a whole number of each, once for each of these."""
    if np.size(x) > 1:
        return by_value(lambda x, n: function(x, int(n)), x, n.scalar)
    base = float(np.ravel(x)[0])
    distinct, place = np.unique(n.lanes, return_inverse=True)
    found = np.array([function(base, k) for k in distinct.tolist()]).reshape(len(distinct), -1)
    return [column[place] for column in found.T]


def over_elements(function: Callable[[list[float]], float], x: np.ndarray) -> Any:
    """`function` of all elements of a tensor, a scalar."""
    if x.ndim == 1:
        return function(x.tolist())
    return np.array([function(lane) for lane in x.T.tolist()], dtype=np.float64)


def part(x: Any, lanes: np.ndarray) -> Any:
    """Some of the lanes of an array; what all share stays shared."""
    return x[..., lanes] if np.ndim(x) and x.shape[-1] > 1 else x


def merge(parts: Sequence[np.ndarray], ways: Sequence[np.ndarray]) -> np.ndarray:
    """All lanes of an array, of which ``parts[k]`` has the lanes ``ways[k]``."""
    whole = np.empty((*parts[0].shape[:-1], sum(map(len, ways))))
    for x, lanes in zip(parts, ways, strict=True):
        whole[..., lanes] = x
    return whole
