"""Which of the things that an optimizer keeps is which slot: by its values after a known start, or by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from goldstep.adapters.open import names
from goldstep.adapters.open.start import Start

Kept = Mapping[str, Sequence[Any]]  # by path, for each parameter an array or None
DOUBLE, SINGLE = np.dtype(np.float64), np.dtype(np.float32)


@dataclass(frozen=True)
class Recognised:
    """Paths of slots and counts.

    `flat` slots have another shape, `unreadable` ones were not found, `exact` ones have the values of the reference.
    So many steps were `agreed` until the parameters first had other values, and `nearly` until they had others in the
    precision of float32; `gap` is how far off they were then, as a fraction of how far they had to move. For `possible`
    steps nothing contradicts, where bounds may be too wide to tell.
    """

    slots: Mapping[str, str]
    flat: tuple[str, ...]
    unreadable: tuple[str, ...]
    counts: Mapping[str, int]
    exact: tuple[str, ...]
    agreed: int
    nearly: int
    gap: float
    possible: int


def recognise(algorithm: str, start: Start, thetas: Sequence[Sequence[Any]], kept: Sequence[Kept]) -> Recognised:
    """Compare what was `kept` after each step with the states of the reference.

    What has the values of a slot is that slot. Where nothing has them, something of its name is; but not where the
    parameters are right nevertheless: then it holds something else, and the slot cannot be read.
    """
    agreed, nearly = (follows(start, thetas, dtype) for dtype in (DOUBLE, SINGLE))
    possible = len(_told(start, thetas, DOUBLE))
    right = agreed == len(start.states)
    slots: dict[str, str] = {}
    unreadable = []
    wanted = [slot for slot in start.states[0] if slot != "theta"]
    exact = {slot: _equal_to(slot, start, kept) for slot in wanted}
    for slot in wanted:
        free = [path for path in exact[slot] if path not in slots.values()]
        named = [] if right else [path for path in kept[-1] if _fits(slot, path, start, kept)]
        free = _by_name(algorithm, slot, free) or _by_name(algorithm, slot, named, strictly=True)
        free = [path for path in free if path not in slots.values()]
        if free:
            slots[slot] = free[0]
        else:
            unreadable.append(slot)
    flat = tuple(slot for slot, path in slots.items() if not _shaped_alike(slot, path, start, kept))
    found = tuple(slot for slot, path in slots.items() if path in exact[slot])
    return Recognised(
        slots, flat, tuple(unreadable), _counts(kept), found, agreed, nearly, _gap(start, thetas, nearly), possible
    )


def _gap(start: Start, thetas: Sequence[Sequence[Any]], step: int) -> float:
    """The largest deviation after a step, from 0, as a fraction of the largest move; 0 after the last."""
    if step >= len(thetas):
        return 0.0
    before = start.states[step - 1]["theta"] if step else start.setup.params
    with np.errstate(all="ignore"):
        off = max(
            np.abs(x - y).max(initial=0.0) for x, y in zip(thetas[step], start.states[step]["theta"], strict=True)
        )
        moved = max(np.abs(x - y).max(initial=0.0) for x, y in zip(before, start.states[step]["theta"], strict=True))
        gap = float(np.divide(off, moved))
    return gap if np.isfinite(gap) else float("inf")


def follows(start: Start, held: Sequence[Sequence[Any]], dtype: np.dtype, slot: str = "theta") -> int:
    """How many steps the parameters, or a slot, are those of the reference, as correct rounding in a dtype allows."""
    found = _told(start, held, dtype, slot)
    return len(found) if any(found) else 0


def _told(start: Start, held: Sequence[Sequence[Any]], dtype: np.dtype, slot: str = "theta") -> list[bool | None]:
    """Of each step whether they are right, until they are not."""
    same = (_same(x, start, k, slot, dtype) for k, x in enumerate(held))
    return [*takewhile(lambda told: told is not False, same)]


def _equal_to(slot: str, start: Start, kept: Sequence[Kept]) -> list[str]:
    """The paths whose values are those of the slot after every step."""
    told = {path: [_same(held.get(path, ()), start, k, slot) for k, held in enumerate(kept)] for path in kept[-1]}
    return [path for path, same in told.items() if any(same) and False not in same]


def _fits(slot: str, path: str, start: Start, kept: Sequence[Kept]) -> bool:
    """Whether something has as many elements as the slot, for every parameter."""
    held = kept[-1][path]
    return len(held) == len(start.states[-1][slot]) and all(
        np.size(x) == y.size if x is not None else not y.size for x, y in zip(held, start.states[-1][slot], strict=True)
    )


def _shaped_alike(slot: str, path: str, start: Start, kept: Sequence[Kept]) -> bool:
    pairs = zip(kept[-1][path], start.states[-1][slot], strict=True)
    return all(x is None or np.shape(x) == y.shape for x, y in pairs)


def _by_name(algorithm: str, slot: str, paths: Sequence[str], *, strictly: bool = False) -> list[str]:
    """The likeliest by name first; `strictly` leaves out what has another name."""
    order = list(names.of_slot(algorithm, slot))
    called = {path: names.plain(path.rpartition("/")[2]) for path in paths}
    known = sorted((p for p in paths if called[p] in order), key=lambda path: order.index(called[path]))
    return known if strictly else [*known, *(path for path in paths if path not in known)]


def _counts(kept: Sequence[Kept]) -> dict[str, int]:
    """The paths that count steps, and from where on: 0, or one more or less."""
    found = {}
    for path in kept[-1]:
        values = [_number(held.get(path, ())) for held in kept]
        begin = None if values[0] is None else values[0] - 1
        if begin in (-1, 0, 1) and all(v is not None and v - n == begin for n, v in enumerate(values, 1)):
            found[path] = int(begin)
    return found


def _number(held: Sequence[Any]) -> float | None:
    """The one number that all parameters have, if there is one."""
    if not held or any(x is None or np.size(x) != 1 for x in held):
        return None
    found = {float(np.reshape(x, ())) for x in held}
    return found.pop() if len(found) == 1 else None


def _same(found: Sequence[Any], start: Start, step: int, slot: str, dtype: np.dtype | None = None) -> bool | None:
    """Whether something has the values of a slot for every parameter, as correct rounding in its dtype allows.

    Where no value has a bound, that cannot be told: None.
    """
    expected = start.states[step][slot]
    if len(found) != len(expected):
        return False
    judged = not any(y.size for y in expected)
    for i, (x, y) in enumerate(zip(found, expected, strict=True)):
        if x is None or np.size(x) != y.size:
            if y.size or (x is not None and np.size(x)):
                return False
            continue
        limit = start.within[dtype or x.dtype][step][slot][i]
        if limit.exceeded(x, y):
            return False
        judged |= bool(limit.telling.any())
    return judged or None
