"""What foreign code changes of the interpreter stays with it: it finds it again, and nobody else does.

NumPy keeps what it does about errors, and `decimal` its precision, in context variables, so foreign code runs in a
context of its own. The floating-point environment and the limit of recursion are put aside where they were changed.
"""

import ctypes
import sys
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, TypeVar

from goldstep.adapters.contract import AdapterError

T = TypeVar("T")

_SIZE = 512  # bytes: more than any system needs to keep its floating-point environment
_ONE, _TINY, _SMALLEST = 1.0, 2.0**-60, 5e-324


def disturbance() -> str:
    """What was left of the floating-point environment where it is not that of IEEE 754's defaults; else nothing."""
    if _ONE + _TINY != _ONE or _ONE - _TINY != _ONE:
        return "another rounding mode behind"
    if _SMALLEST * _ONE == 0.0:
        return "the processor flushing subnormal numbers to zero, as what is linked with -ffast-math does"
    return ""


class Surroundings:
    """Those in which the code of one backend runs."""

    def __init__(self) -> None:
        self._context = copy_context()
        self._environment = _Environment()
        self._limit = sys.getrecursionlimit()
        self._changed = False

    def run(self, function: Callable[..., T], *given: Any) -> T:
        """What the function returns or raises."""
        limit = sys.getrecursionlimit()
        try:
            if self._changed:
                self._enter()
            return self._context.run(function, *given)
        finally:
            left = sys.getrecursionlimit()
            sys.setrecursionlimit(limit)  # first of all: theirs may allow no call
            if self._changed or left != limit or not _ONE + _TINY == _ONE == _ONE - _TINY or not _SMALLEST * _ONE:
                self._leave(left)

    def _enter(self) -> None:
        """Put theirs in place."""
        self._environment.enter()
        sys.setrecursionlimit(self._limit)

    def _leave(self, limit: int) -> None:
        """Put theirs aside, and ours in place."""
        self._environment.leave()
        self._limit = limit
        self._changed = self._environment.theirs is not None or limit != sys.getrecursionlimit()


class _Environment:
    """How the processor rounds, and what it makes of subnormal numbers: for us, and for foreign code if it differs."""

    def __init__(self) -> None:
        self.theirs: Any = None
        try:
            self._system: Any = ctypes.CDLL(None if sys.platform != "win32" else "ucrtbase")
            self._ours = self._kept()
        except (OSError, AttributeError):  # a system without these functions
            self._system = None

    def _kept(self) -> Any:
        environment = ctypes.create_string_buffer(_SIZE)
        self._system.fegetenv(environment)
        return environment

    def enter(self) -> None:
        if self.theirs is not None:
            self._system.fesetenv(self.theirs)

    def leave(self) -> None:
        """Put theirs aside, and ours in place. Raises AdapterError where the system offers no way to do so."""
        left = disturbance()
        if self._system:
            self.theirs = self._kept() if left else None
            self._system.fesetenv(self._ours)
        elif left:
            raise AdapterError(f"the backend left {left}")
