"""Where parameters and gradients lie in memory: views into larger buffers, whose other elements stay as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.conformance.outcome import Breach

Shape = tuple[int, ...]
GUARD = 8  # elements before and behind what a view reaches
BESIDE = {"parameter": 3.0, "gradient": 5.0}  # of ordinary size, so that an update that is written there shows


@dataclass(frozen=True)
class Layout:
    """How far apart the elements of parameters and of gradients lie along each axis, in elements."""

    about: str
    parameter: Callable[[Shape], Shape]
    gradient: Callable[[Shape], Shape]
    offset: int = 0


@dataclass(frozen=True)
class Placed:
    """A view of the given values, and the buffer that it lies in."""

    view: np.ndarray
    buffer: np.ndarray
    outside: np.ndarray
    guard: float

    @property
    def intact(self) -> bool:
        """Whether nothing was written beside the view."""
        return bool((self.buffer[self.outside] == self.guard).all())


def in_order(shape: Shape) -> Shape:
    """Without gaps, the last axis first."""
    return tuple(prod(shape[k + 1 :]) for k in range(len(shape)))


def _transposed(shape: Shape) -> Shape:
    return in_order(shape[::-1])[::-1]


def _every_second(shape: Shape) -> Shape:
    return tuple(2 * n for n in in_order(shape))


def _channels_last(shape: Shape) -> Shape:
    """The second axis innermost, as image kernels want it."""
    if len(shape) < 3:
        return in_order(shape)
    first, *others, last = in_order((shape[0], *shape[2:], shape[1]))
    return (first, last, *others)


def _expanded(shape: Shape) -> Shape:
    """One element stands for a whole row."""
    return (*in_order(shape[:-1]), 0) if shape else ()


LAYOUTS = {
    "transposed": Layout("parameters and gradients in column-major order", _transposed, _transposed),
    "transposed-gradient": Layout("gradients in another order than their parameters", in_order, _transposed),
    "strided": Layout("slices that take every second element", _every_second, _every_second),
    "offset": Layout("slices of one larger tensor, so that no element is aligned", in_order, in_order, offset=3),
    "channels-last": Layout("the second axis innermost", _channels_last, _channels_last),
    "expanded-gradient": Layout("gradients in which one element stands for a row", in_order, _expanded),
}


def place(values: np.ndarray, strides: Shape, what: str, offset: int = 0) -> Placed:
    """The values as a view with these strides, in a buffer of their dtype that is otherwise full of a guard.

    With a stride of 0 the values must agree along that axis.
    """
    size = max(_extent(values.shape, strides), values.size)  # room for one who takes the elements for adjacent
    buffer = np.full(GUARD + offset + size + GUARD, BESIDE[what], values.dtype)
    begin = GUARD + offset

    def viewed(array: np.ndarray) -> np.ndarray:
        return np.ndarray(
            values.shape, array.dtype, array, begin * array.itemsize, tuple(s * array.itemsize for s in strides)
        )

    outside = np.ones(len(buffer), bool)
    viewed(outside)[...] = False
    view = viewed(buffer)
    view[...] = values
    return Placed(view, buffer, outside, BESIDE[what])


def _extent(shape: Shape, strides: Shape) -> int:
    """How many elements lie between the first and the last of a view, both counted."""
    return sum((n - 1) * s for n, s in zip(shape, strides, strict=True)) + 1 if prod(shape) else 0


class Placement:
    """The arrays of one run in a layout: the parameters, which the backend works on, and the gradients of a step."""

    def __init__(self, layout: str, dtype: str) -> None:
        self._layout, self._dtype = LAYOUTS[layout], np.dtype(dtype)
        self._parameters: list[Placed] = []
        self._gradients: list[Placed] = []

    def parameters(self, values: Sequence[np.ndarray]) -> list[np.ndarray]:
        self._parameters = [
            place(x.astype(self._dtype), self._layout.parameter(x.shape), "parameter", self._layout.offset)
            for x in values
        ]
        return [each.view for each in self._parameters]

    def gradients(self, values: Sequence[np.ndarray], shapes: Sequence[Shape]) -> list[np.ndarray]:
        """Several inputs of a parameter lie one behind the other."""
        self._gradients = []
        for x, shape in zip(values, shapes, strict=True):
            strides = self._layout.gradient(shape)
            several = () if x.ndim == len(shape) else (max(_extent(shape, strides), 1),)
            self._gradients.append(place(x.astype(self._dtype), several + strides, "gradient", self._layout.offset))
        return [each.view for each in self._gradients]

    def look(self, t: int) -> None:
        """Raise Breach where step `t` has written beside a parameter or a gradient."""
        for what, every in (("parameter", self._parameters), ("gradient", self._gradients)):
            for i, each in enumerate(every):
                if not each.intact:
                    raise Breach("STEP-14", f"step {t} has written into the memory beside {what} {i}")

    def compare(self, theta: Sequence[np.ndarray], name: str) -> None:
        """Raise AdapterError unless the parameters that a state shows lie in the memory that was given."""
        for i, (x, each) in enumerate(zip(theta, self._parameters, strict=True)):
            if not np.array_equal(x.reshape(each.view.shape), each.view.astype(np.float64), equal_nan=True):
                raise AdapterError(
                    f"{name} declares that it works in_place, but parameter {i} is not in the array that it was given"
                )
