"""What a command costs: seconds on the clock, processor time, and the memory of its largest process."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

GOLDSTEP = [sys.executable, "-c", "from goldstep.conformance.cli import main; main()"]


@dataclass(frozen=True)
class Used:
    """Seconds, those of processors by a process and all that it waited for, and megabytes of the largest of them."""

    clock: float
    processors: float
    memory: float


def environment() -> dict[str, str]:
    """Of a user, whose Python keeps the bytecode of what it has imported."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def used(command: Sequence[str], codes: Sequence[int] = (0,), folder: str | None = None) -> Used:
    """Run a command to its end, in an empty folder or another; it must end with one of the codes."""
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryFile("w+") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder or empty, env=environment(), stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        if process.returncode not in codes:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output.read()}")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Used(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def goldstep(*words: str) -> Used:
    return used([*GOLDSTEP, *words])


def until(text: bytes, *words: str) -> float:
    """Seconds until `goldstep` has printed a text and something behind it; then it is ended."""
    with tempfile.TemporaryDirectory() as empty:
        begin = time.perf_counter()
        with subprocess.Popen(
            [*GOLDSTEP, *words], cwd=empty, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout
            shown = b""
            while not shown.partition(text)[2]:
                more = os.read(process.stdout.fileno(), 1 << 16)
                if not more:
                    raise SystemExit(f"goldstep {' '.join(words)} ended without {text.decode()!r}")
                shown += more
            took = time.perf_counter() - begin
            process.send_signal(signal.SIGTERM)  # an interrupt may be ignored here
            process.stdout.read()
    return took
