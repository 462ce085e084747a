"""The door of PyTorch: what has no adapter is read, and an adapter made of it, by the family that it belongs to."""

import inspect
from typing import Any

import torch
from torch.optim.lr_scheduler import LRScheduler

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.open import target
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.reader import Reader
from goldstep.adapters.open.signature import arguments
from goldstep.adapters.torch import average_door, optimizer_door, schedule_door, transform_door
from goldstep.adapters.torch.opened_averages import CALLS

READERS = {
    "optimizers": optimizer_door.reader,
    "schedules": schedule_door.reader,
    "averages": average_door.reader,
    "transforms": transform_door.reader,
}


def reader(text: str, asked: Asked, make: Any = None) -> Reader:
    """Reads what is called `text`, or `make` where that is given; by itself where nothing is asked for.

    Raises AdapterError where something is missing or not what it should be.
    """
    make = target.found(text) if make is None else make
    family = asked.family or _family(make)
    if family not in READERS:
        families = ", ".join(READERS)
        raise AdapterError(f"torch: opens {families}; {asked.algorithm} is one of the {family}: write an adapter")
    return READERS[family](text, make, asked)


def _family(make: Any) -> str:
    """What it shows: classes by what they inherit from, functions by their names and what they are given first."""
    if inspect.isclass(make):
        kinds = {LRScheduler: "schedules", torch.optim.Optimizer: "optimizers"}
        found = next((family for kind, family in kinds.items() if issubclass(make, kind)), "")
        if not found and schedule_door.schedules(make):
            return "schedules"
        return found or ("averages" if any(_is_given(make, name) for name in CALLS) else "optimizers")
    first = next(iter(arguments(make)), "") if callable(make) else ""
    beginnings = {"opt": "schedules", "model": "averages"}
    found = next((family for beginning, family in beginnings.items() if first.startswith(beginning)), "")
    return found or ("transforms" if "clip" in getattr(make, "__name__", "") else "optimizers")


def _is_given(make: Any, name: str) -> bool:
    """Whether it has this method; a `step` that is given nothing is that of an optimizer."""
    method = getattr(make, name, None)
    return method is not None and (name != "step" or bool(arguments(method, ("closure",), given=1)))
