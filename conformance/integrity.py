"""Whether a backend has replaced what verdicts are computed by: both live in one process, and nothing else keeps it.

Some libraries do so to mend others. What is compared are the names of modules of Python and NumPy; a backend that
replaces a part of Goldstep does it on purpose, and could hide that, too.
"""

import builtins
import fractions
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

_FREE = ("print", "open", "input", "__import__")  # of Python's, what is replaced to good purpose


class Integrity:
    """Remembers what is there when it is made, before any code of a backend has run."""

    def __init__(self) -> None:
        spaces: dict[str, Mapping[str, Any]] = {
            module.__name__: vars(module) for module in (builtins, math, fractions, np)
        }
        spaces["fractions.Fraction"] = vars(fractions.Fraction)
        self._known = {
            name: (space, {key: x for key, x in space.items() if space is not vars(builtins) or key not in _FREE})
            for name, space in spaces.items()
        }

    def broken(self) -> str:
        """The name of something that is not what it was; empty where all is."""
        for name, (now, before) in self._known.items():
            if not before.items() <= now.items():
                return next(f"{name}.{key}" for key, value in before.items() if now.get(key) is not value)
        return ""
