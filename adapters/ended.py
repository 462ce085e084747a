"""How a process has ended, in words."""

import signal
from contextlib import suppress


def how(code: int | None) -> str:
    """How a process ended, by its exit code."""
    if code is None:
        return "closed its standard output"
    if code >= 0:
        return f"ended with exit code {code}"
    with suppress(ValueError):
        return f"was killed by {signal.Signals(-code).name}"
    return f"was killed by signal {-code}"
