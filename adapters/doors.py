"""The frameworks that have a door for what is no adapter; known without importing anything."""

import sys
from collections.abc import Iterator
from typing import Any

OPEN = {
    "torch": "goldstep.adapters.torch.door",
    "optax": "goldstep.adapters.optax.door",
    "keras": "goldstep.adapters.keras.door",
}  # what is no adapter is read off what is named after them
MAKERS = {  # beginnings of modules by which a class shows its framework
    "torch": "torch.optim",
    "optax": "optax",
    "keras": "keras.src.optimizers",
}


def opens(name: str) -> bool:
    """Whether it names what has no adapter, after a framework that has a door."""
    framework, _, text = name.partition(":")
    return framework in OPEN and bool(text)


def of_optimizers(made: Any) -> str:
    """The framework of whose optimizers something is a class; empty if of none."""
    bases = getattr(made, "__mro__", ()) if isinstance(made, type) else ()
    modules = [f"{c.__module__}." for c in bases]
    return next((x for x, begin in MAKERS.items() if any(m.startswith(f"{begin}.") for m in modules)), "")


def shown(made: Any) -> str:
    """The framework that a class or function shows: by what it inherits from, or as the only one its module has taken.

    Empty where it shows none.
    """
    made = getattr(made, "func", made)  # that of a partial one
    bases = [str(c.__module__).partition(".")[0] for c in getattr(made, "__mro__", ())]
    found = [x for x in OPEN if x in bases] or [x for x in OPEN if x in set(_taken(made))]
    return found[0] if len(found) == 1 else ""


def _taken(made: Any) -> Iterator[str]:
    """The packages of what the module of something holds, and its own."""
    module = sys.modules.get(str(getattr(made, "__module__", "")))
    for held in (made, *vars(module).values()) if module else ():
        name = getattr(held, "__module__", None) or getattr(held, "__name__", "")
        yield str(name).partition(".")[0]
