"""JAX keeps each program that it has compiled, about a megabyte of memory, and a run of the battery has thousands.

So all are forgotten after some hundred, and what is needed again is read from where `goldstep.adapters.programs` has it
kept. What was held lies between other things, so the memory has to be given back to the system as well.
"""

import ctypes
import os
from collections import Counter
from functools import cache
from typing import Any

KEPT = 200  # programs
COMPILED = "/jax/core/compile/backend_compile_duration"  # also of a program that is read


@cache
def _events(jax: Any) -> Counter[str]:
    """How often JAX has said what of its doings, since it was last made to forget."""
    counted: Counter[str] = Counter()
    jax.monitoring.register_event_duration_secs_listener(lambda event, seconds, **more: counted.update([event]))
    return counted


def forget(jax: Any) -> None:
    """Let go of the programs that the module `jax` holds in this process, if there are many."""
    if _events(jax)[COMPILED] > KEPT:
        jax.clear_caches()
        _events(jax).clear()
        if trim := _trim():
            trim(0)


@cache
def _trim() -> Any:
    """What gives back to the system what lies free between what is held, where the C library can."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
