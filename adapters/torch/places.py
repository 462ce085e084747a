"""Where an optimizer of torch keeps things.

A place is a path: ``exp_avg`` is an entry of `optimizer.state` of each parameter, ``group/weight_sum`` one of the
parameter's group, ``self/moments`` an attribute of the optimizer, which is a list or a mapping of what belongs to each
parameter, or one thing for all of them.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

Tensors = Sequence[torch.Tensor]

_KINDS = ("group", "self")


def read(optimizer: Any, params: Tensors, path: str) -> list[Any]:
    """What lies there for each parameter; None where there is nothing."""
    kind, key = parted(path)
    if kind == "state":
        return [optimizer.state[p].get(key) if p in optimizer.state else None for p in params]
    if kind == "group":
        return [_group(optimizer, p).get(key) for p in params]
    return _of_each(getattr(optimizer, key, None), params, _order(optimizer))


def write(optimizer: Any, params: Tensors, path: str, values: Sequence[Any]) -> None:
    """Overwrite what lies there, in its own type and shape; where a parameter has nothing, nothing is written."""
    kind, key = parted(path)
    order = _order(optimizer)
    for p, value in zip(params, values, strict=True):
        holder, at = _holder(optimizer, kind, key, p, order)
        held = None if holder is None else holder[at] if isinstance(holder, list) else holder.get(at)
        if isinstance(held, torch.Tensor):
            _overwrite(held, value)
        elif held is not None and _tensors(held):
            for part, x in zip(held, value, strict=True):
                _overwrite(part, x)
        elif held is not None and np.size(value) and holder is not None:
            holder[at] = type(held)(np.reshape(value, ()).item())


def parted(path: str) -> tuple[str, str]:
    kind, slash, key = path.partition("/")
    return (kind, key) if slash and kind in _KINDS else ("state", path)


def everything(optimizer: Any, params: Tensors) -> Iterator[str]:
    """The paths of all that is there."""
    kept = (optimizer.state[p] for p in params if p in optimizer.state)
    yield from dict.fromkeys(key for state in kept for key in state if isinstance(key, str))
    yield from dict.fromkeys(f"group/{key}" for group in optimizer.param_groups for key in group if key != "params")
    for name in vars(optimizer):
        if name not in ("state", "param_groups", "defaults") and not name.startswith("_optimizer_"):
            yield f"self/{name}"


def number(value: Any) -> bool:
    """Whether something is one number, which may count steps."""
    if isinstance(value, torch.Tensor):
        return value.numel() == 1
    return isinstance(value, int | float) and not isinstance(value, bool)


def array(held: Any) -> np.ndarray | None:
    """Something that is numbers: as float32 what is kept so, else as float64; a window of tensors has one axis more."""
    if isinstance(held, torch.Tensor):
        dtype = torch.float32 if held.dtype == torch.float32 else torch.float64
        return None if held.is_sparse or held.is_complex() else held.detach().to("cpu", dtype).numpy().copy()
    if isinstance(held, int | float):
        return np.array(float(held))
    if _tensors(held):
        parts = [x for x in map(array, held) if x is not None]
        whole = len(parts) == len(held) and len({x.shape for x in parts}) == 1
        return np.stack(parts) if whole else None
    return None


def _tensors(held: Any) -> bool:
    return isinstance(held, list | tuple | deque) and bool(held) and all(isinstance(x, torch.Tensor) for x in held)


def _overwrite(held: torch.Tensor, value: Any) -> None:
    """In the shape that it has; one number stands for many that are the same."""
    value = np.asarray(value)
    if held.numel() == 1 < value.size and (value == value.flat[0]).all():
        value = value.flat[0]
    with torch.no_grad():
        held.copy_(torch.tensor(np.reshape(value, held.shape)))


def _group(optimizer: Any, p: torch.Tensor) -> dict[str, Any]:
    found: dict[str, Any] = next(g for g in optimizer.param_groups if any(p is member for member in g["params"]))
    return found


def _order(optimizer: Any) -> dict[int, int]:
    """The number of each parameter among all of the optimizer, by its id."""
    return {id(p): i for i, p in enumerate(p for group in optimizer.param_groups for p in group["params"])}


def _of_each(held: Any, params: Tensors, order: Mapping[int, int]) -> list[Any]:
    if isinstance(held, list | tuple):
        return [held[order[id(p)]] for p in params] if len(held) == len(order) else [None] * len(params)
    if isinstance(held, Mapping):
        return [held.get(_key(held, p, order[id(p)])) for p in params]
    return [held] * len(params)


def _key(held: Mapping[Any, Any], p: torch.Tensor, i: int) -> Any:
    """Under what a mapping has a parameter: itself, its id, or its number. Tensors are compared by identity alone."""
    return next((key for key in held if key is p or (type(key) is int and key == id(p))), i)


def _holder(optimizer: Any, kind: str, key: str, p: torch.Tensor, order: Mapping[int, int]) -> tuple[Any, Any]:
    """What holds the entry of a parameter, and under which key or number."""
    if kind == "state":
        return (optimizer.state[p], key) if p in optimizer.state else (None, key)
    if kind == "group":
        return _group(optimizer, p), key
    held = getattr(optimizer, key, None)
    if isinstance(held, list | tuple):  # what a tuple holds may be overwritten, but not replaced
        return (
            (held if isinstance(held, list) else list(held), order[id(p)]) if len(held) == len(order) else (None, key)
        )
    if isinstance(held, dict):
        return held, _key(held, p, order[id(p)])
    return vars(optimizer), key
