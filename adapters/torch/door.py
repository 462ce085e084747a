"""The door of PyTorch: what has no adapter is read, and an adapter made of it, by the family that it belongs to."""

from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.open import target
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.opening import Opening
from goldstep.adapters.torch import optimizer_door, schedule_door

OPENED = {"optimizers": optimizer_door.opened, "schedules": schedule_door.opened}


def opened(text: str, asked: Asked, make: Any = None) -> Opening:
    """An adapter of what is called `text`, or of `make` where that is given.

    Raises AdapterError where something is missing or not what it should be.
    """
    if asked.family not in OPENED:
        families = " and ".join(OPENED)
        raise AdapterError(f"torch: opens {families}; {asked.algorithm} is one of the {asked.family}: write an adapter")
    return OPENED[asked.family](text, target.found(text) if make is None else make, asked)
