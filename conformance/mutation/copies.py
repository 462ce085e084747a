"""Work in a copy of this process, which is thrown away: what is changed there is changed nowhere else."""

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from goldstep.reference.errors import GoldstepError

_MOST = 1 << 33  # bytes of data that a copy may have: a loop that gathers without end is stopped there


class Ended(Exception):
    """A copy ended, or was ended, before it had a result; the text says how."""


def in_a_copy(work: Callable[..., Any], *given: Any, seconds: float) -> Any:
    """What `work` returns in a copy of this process. Raises Ended, and GoldstepError where systems have no copies.

    Nothing that was started before, threads and devices, is in the copy.
    """
    if not hasattr(os, "fork"):
        raise GoldstepError("mutants are judged in copies of a process, which this system does not make (os.fork)")
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_work, args=(theirs, work, given), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise Ended(f"timed out after {seconds:g} s")
        return ours.recv()
    except EOFError:
        child.join()
        raise Ended(f"ended the process ({child.exitcode})") from None
    finally:
        child.kill()
        child.join()
        ours.close()


def _work(out: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST if hard == resource.RLIM_INFINITY else min(_MOST, hard), hard))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 (the process ends with it)
    out.send(work(*given))
    out.close()
    os._exit(0)  # what the framework does at an end was not begun here
