"""What an adapter gives, as float64 arrays: exactly, without a warning, whatever framework it comes from.

No framework is imported; values are read by what they can do. PyTorch's `numpy(force=True)` detaches, moves to the CPU
and resolves views. `numpy.asarray` reads what follows NumPy's protocols, bfloat16 of JAX among it. `tolist()` has exact
numbers where NumPy lacks the dtype, such as bfloat16 of PyTorch and MLX, and where a framework refuses NumPy.
"""

import re
import reprlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Arrays
from goldstep.adapters.text import class_of, told

_MOST = 1 << 14  # parameters: an iterator may have no end
_EXPECTED = "expected real numbers that float64 holds exactly, in an array, a tensor or nested lists"
_EXTENSION = re.compile(r"(bfloat|float|u?int)\d")  # dtypes of ml_dtypes, to which NumPy gives no kind


class _Unfit(Exception):
    """Why a value is no array of float64 numbers."""


def to_float64(values: Iterable[Any], what: str) -> Arrays:
    """New float64 arrays in C order, one for each of `values`, which errors call `what`. Raises AdapterError."""
    try:
        each = None if isinstance(values, str | bytes | dict | set) else list(islice(values, _MOST))
    except Exception:  # of a foreign class
        each = None
    if each is None:
        raise AdapterError(f"{what} must be a list with one array a parameter, got {_shown(values)}")
    return [  # the first case is nearly every one, in loops that a battery spends its time in
        x.copy() if type(x) is np.ndarray and x.dtype == np.float64 else _converted(x, f"{what} of parameter {i}")
        for i, x in enumerate(each)
    ]


def to_count(value: Any, what: str) -> int:
    """A whole number from 0 on, which errors call `what`: a number, or an array or tensor that holds one."""
    count = _converted(value, what)
    if isinstance(value, bool | np.bool_) or count.shape or not (count >= 0 and count == np.floor(count) < np.inf):
        raise AdapterError(f"{what} must be a number of steps, got {_shown(value)}")
    return int(count)


def _converted(value: Any, what: str) -> np.ndarray:
    try:
        return _read(value)
    except _Unfit as found:
        reason = str(found)
    except RecursionError:
        reason = "is nested too deeply"
    raise AdapterError(f"{what}, of type {_type(value)}, {reason}; {_EXPECTED}")


def _type(value: Any) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _read(value: Any) -> np.ndarray:
    if type(value) is np.ndarray and value.dtype.kind in "fiub":
        return _widened(value)
    if isinstance(value, list | tuple):
        return _joined(value)
    if np.ma.is_masked(value):
        raise _Unfit("has masked elements")
    array = _array(value)
    if array.dtype.kind != "O":
        return _widened(array)
    return _joined(array) if array.ndim else _number(array.item())


def _joined(values: Any) -> np.ndarray:
    if all(type(x) is float for x in values):
        return np.array(values, np.float64)
    parts = [_read(x) for x in values]
    shapes = sorted({x.shape for x in parts})
    if len(shapes) > 1:
        raise _Unfit(f"is ragged: it joins the shapes {', '.join(map(str, shapes))}")
    return np.array(parts)


def _array(value: Any) -> np.ndarray:
    """An array of any dtype, by the first way that leads to one; what is none stands alone in one of objects."""
    failure = ""
    for way in _ways(value):
        try:
            array = way(value)
        except _Unfit:
            raise
        except Exception as error:  # of a foreign class
            failure = failure or f"{class_of(error)}: {told(error)}"
            continue
        if array.dtype.kind != "O" or array.ndim:
            return array
    if failure:
        raise _Unfit(f"cannot be read ({_line(failure)})")
    return np.asarray(value)


def _ways(value: Any) -> Iterator[Callable[[Any], np.ndarray]]:
    torch = hasattr(value, "detach")
    yield (lambda x: x.numpy(force=True)) if torch else np.asarray
    if hasattr(value, "tolist"):
        yield lambda x: _read(x.tolist()).reshape(tuple(x.shape))
    if hasattr(value, "__dlpack__") and not torch:  # that of a masked tensor forgets the mask
        yield np.from_dlpack


def _widened(array: np.ndarray) -> np.ndarray:
    dtype = array.dtype
    if dtype.kind in "US":
        raise _Unfit(f"holds the text {_shown(array.ravel()[0].item())}" if array.size else "holds text")
    if dtype.kind not in "fiub" and not (dtype.kind == "V" and _EXTENSION.match(dtype.name)):
        raise _Unfit(f"has the dtype {dtype.name}")
    with np.errstate(all="ignore"):  # what does not fit is found below
        wide = array.astype(np.float64, order="C")
    if dtype.kind in "fiu" and dtype.itemsize > 4 and dtype != np.float64:
        off = [x for x, y in zip(array.ravel().tolist(), wide.ravel().tolist(), strict=True) if x != y and x == x]
        if off:
            raise _Unfit(f"holds {_shown(off[0])}, which no float64 can be")
    return wide


def _number(value: Any) -> np.ndarray:
    try:
        number = float(value)
        exact = bool(number == value) or number != number
    except Exception:  # of a foreign class
        raise _Unfit(f"holds {_shown(value)}") from None
    if not exact:
        raise _Unfit(f"holds {_shown(value)}, which no float64 can be")
    return np.array(number)


def _shown(value: Any) -> str:
    try:
        return _line(reprlib.repr(value))
    except ValueError:  # an integer of more digits than Python writes
        return f"a value of type {_type(value)}"


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:117]}..."
