"""Work in a copy of this process, which is thrown away: what is changed there is changed nowhere else."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from math import ceil
from multiprocessing.connection import Connection
from typing import Any

from goldstep.reference.errors import GoldstepError

_MOST = 1 << 33  # bytes of data that a copy may have: a loop that gathers without end is stopped there
_IDLE = 200  # how many times its processor time a copy may take by the clock, on a machine that is busy


class Ended(Exception):
    """A copy ended, or was ended, before it had a result; the text says how."""


def in_a_copy(work: Callable[..., Any], *given: Any, seconds: float) -> Any:
    """What `work` returns in a copy of this process that may use so many seconds of a processor.

    Nothing that was started before, threads and devices, is in the copy. Raises Ended, and GoldstepError where systems
    have no copies.
    """
    if not hasattr(os, "fork"):
        raise GoldstepError("mutants are judged in copies of a process, which this system does not make (os.fork)")
    ours, theirs = multiprocessing.Pipe(duplex=False)
    most = ceil(seconds)
    child = multiprocessing.get_context("fork").Process(target=_work, args=(theirs, work, given, most), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(_IDLE * most):
            raise Ended("timed out, without doing anything")
        return ours.recv()
    except EOFError:
        child.join()
        busy = child.exitcode in (-signal.SIGXCPU, -signal.SIGKILL)
        raise Ended(f"timed out after {most} s of work" if busy else f"ended the process ({child.exitcode})") from None
    finally:
        child.kill()
        child.join()
        ours.close()


def _work(out: Connection, work: Callable[..., Any], given: tuple[Any, ...], seconds: int) -> None:
    import resource

    _limit(resource.RLIMIT_DATA, _MOST)
    _limit(resource.RLIMIT_CPU, seconds)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (the process ends with it)
    out.send(work(*given))
    out.close()
    os._exit(0)  # what the framework does at an end was not begun here


def _limit(kind: int, most: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
