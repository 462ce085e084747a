"""The pipes to and from a child process, on which nobody waits without end."""

import subprocess
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO

LONGEST_LINE = 1 << 26  # bytes: far more than any reply, and an endless line ends somewhere


class Pipes:
    """Requests and replies go through a thread, which alone touches the pipes.

    It may be left waiting. A pipe does not end with the child: whatever the child has started may hold it open, beyond
    the reach of any signal. The thread then ends when the pipe does, or with the battery.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        self._requests, self._replies = SimpleQueue[bytes | None](), SimpleQueue[bytes]()
        given = process.stdin, process.stdout, self._requests, self._replies
        threading.Thread(target=_exchange, args=given, name="goldstep-pipes", daemon=True).start()

    def send(self, line: bytes) -> None:
        self._requests.put(line)

    def reply(self, seconds: float) -> bytes | None:
        """The next line of the child, the rest of its output if that ended, or None where none came in time."""
        try:
            return self._replies.get(timeout=seconds)
        except Empty:
            return None

    def close(self) -> None:
        """Close the pipes, once nobody waits on them any more."""
        self._requests.put(None)


def _exchange(
    stdin: IO[bytes], stdout: IO[bytes], requests: SimpleQueue[bytes | None], replies: SimpleQueue[bytes]
) -> None:
    try:
        with suppress(OSError), stdin, stdout:  # closing flushes what could not be written, too
            while (line := requests.get()) is not None:
                with suppress(BrokenPipeError):  # it has ended, and standard output does, too
                    stdin.write(line)
                    stdin.flush()
                replies.put(stdout.readline(LONGEST_LINE))
    finally:
        replies.put(b"")
