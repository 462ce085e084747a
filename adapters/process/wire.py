"""The lines of the process protocol: JSON whose numbers come back to the last bit."""

import json
from collections.abc import Mapping, Sequence
from math import isfinite, prod
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.text import printable

PROTOCOL = 1
OPTIONAL = ("save", "restore", "add", "gradients")  # verbs that a program may have besides load
SPELLED = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf, "-0": -0.0}


def parse(line: bytes | str) -> Any:
    """A line of strict JSON; raises AdapterError, without quoting the line."""
    try:
        return json.loads(line, parse_constant=_no_constant, parse_int=_integer)
    except RecursionError:
        raise AdapterError("nested too deeply") from None
    except ValueError as error:  # a wrong encoding is one, too
        raise AdapterError(f"no JSON ({error})") from None


def dump(message: Mapping[str, Any]) -> bytes:
    """One line. Python writes the shortest decimal that is read as the same float64."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _no_constant(token: str) -> Any:
    raise ValueError(f'{token} is written as the string "{token}"')


def _integer(text: str) -> int | float:
    return -0.0 if text == "-0" else int(text)


def from_number(value: float) -> float | str:
    value = float(value)
    return value if isfinite(value) else "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def from_array(array: np.ndarray) -> dict[str, Any]:
    data = array.ravel().tolist()
    if not np.isfinite(array).all():
        data = [from_number(x) for x in data]
    return {"shape": list(array.shape), "data": data}


def to_array(value: Any, what: str) -> np.ndarray:
    """An array of the other side; raises AdapterError for every way in which it can be none."""
    if not isinstance(value, dict) or value.keys() != {"shape", "data"}:
        raise AdapterError(f'{what} must be {{"shape": [...], "data": [...]}}, got {short(value)}')
    shape, data = value["shape"], value["data"]
    if not isinstance(shape, list) or not all(type(n) is int and n >= 0 for n in shape):
        raise AdapterError(f"{what}: the shape must be a list of counts, got {short(shape)}")
    if not isinstance(data, list):
        raise AdapterError(f"{what}: the data must be a flat list of numbers, got {short(data)}")
    if len(data) != prod(shape):
        raise AdapterError(f"{what}: shape {shape} takes {prod(shape)} numbers, got {len(data)}")
    return np.array(_numbers(data, what), dtype=np.float64).reshape(shape)


def _numbers(data: list[Any], what: str) -> list[float]:
    if set(map(type, data)) - {int, float}:
        data = [_spelled(x, what) if type(x) not in (int, float) else x for x in data]
    elif not all(map(isfinite, map(_as_float, data))):
        raise AdapterError(f'{what} holds a number beyond float64; an infinity is written as the string "Infinity"')
    return data


def _as_float(x: float) -> float:
    try:
        return float(x)
    except OverflowError:
        return np.inf


def _spelled(value: Any, what: str) -> float:
    if isinstance(value, str) and value in SPELLED:
        return SPELLED[value]
    spellings = ", ".join(map(json.dumps, SPELLED))
    raise AdapterError(f"{what} holds {short(value)}, which is neither a number nor one of {spellings}")


def from_hyper(hyper: Mapping[str, float], groups: Sequence[Mapping[str, float]] = ()) -> dict[str, Any]:
    """The members `hyper` and, where parameters have values of their own, `groups`."""
    common, *own = ({name: from_number(value) for name, value in x.items()} for x in (hyper, *groups))
    return {"hyper": common, "groups": own} if own else {"hyper": common}


def to_hyper(given: Mapping[str, Any]) -> dict[str, float]:
    return {name: SPELLED[x] if isinstance(x, str) else float(x) for name, x in given.items()}


def from_arrays(arrays: Sequence[Any]) -> list[Any]:
    """A list with one array a parameter; null for what is missing."""
    return [None if x is None else from_array(x) for x in arrays]


def to_arrays(value: Sequence[Any], what: str) -> list[Any]:
    return [None if x is None else to_array(x, f"{what} {i}") for i, x in enumerate(value)]


def to_slots(value: Any, count: int | None = None, *, missing: bool = False) -> dict[str, list[Any]]:
    """Slots by name, each a list with one array a parameter, or with null for one that had no gradient so far."""
    if not isinstance(value, dict):
        raise AdapterError(f"the slots must be an object, got {short(value)}")
    slots = {}
    for name, arrays in value.items():
        if not isinstance(arrays, list) or count not in (None, len(arrays)):
            raise AdapterError(f"slot {name} must be a list with one array for each of {count} parameters")
        each = enumerate(arrays)
        slots[name] = [None if missing and x is None else to_array(x, f"{name} of parameter {i}") for i, x in each]
    return slots


def short(value: Any, limit: int = 200) -> str:
    """What was received, cut where it is long."""
    text = value.decode(errors="backslashreplace").rstrip("\n") if isinstance(value, bytes) else json.dumps(value)
    return printable(text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters)")
