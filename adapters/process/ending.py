"""How processes end: by themselves, or with all that they have started."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import IO

from goldstep.adapters.process.pipes import Pipes

PATIENCE = 2.0  # seconds that a process has to end by itself


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and what it started in its session; the number of one that was waited for may be another's."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()


def end(process: subprocess.Popen[bytes], pipes: Pipes, errors: IO[bytes]) -> None:
    """Close the child's standard input, which tells it to end, and kill it, and what it leaves, if it does not."""
    pipes.close()
    if process.returncode is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        if process.returncode is None:
            kill(process)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # as long as one of a group lives, its number is not reused
            os.killpg(process.pid, signal.SIGKILL)
    errors.close()
