"""One child process that judges, as it is seen by the process that started it."""

import contextlib
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import IO, Any

from goldstep.adapters.ended import how
from goldstep.adapters.text import printable
from goldstep.conformance.child import SEVERED
from goldstep.conformance.request import Request

_START = "import sys; sys.path[:] = sys.argv[1:]; from goldstep.conformance.child import main; main()"
_WORDS, _SHOWN = 3, 300  # last lines of standard error that a death is told with, and characters of each
PATIENCE = 2.0  # seconds that a process has to end by itself
_MOMENT = 0.2  # seconds that what was said may be on its way
_CHUNK = 1 << 16  # bytes of what a backend prints: its lines may have no end
_LONGEST = 1 << 28  # characters of a message: the plan of a run is the longest

# so that threads that have nothing to do sleep: tensors are small, and cores are what the other processes need
_WAITING = {"OMP_WAIT_POLICY": "passive"}
_GROUP: Any = {"process_group": 0} if os.name == "posix" else {}  # what it leaves behind can be ended with it

Heard = queue.Queue[tuple["Worker", dict[str, Any]]]


class Worker:
    """A child process. To `heard` goes what it says, and that it says no more; `printed` is told what it prints.

    Two threads listen to it; each of the numbers of messages is written by one side alone.
    """

    def __init__(
        self, request: Request, heard: Heard, printed: Callable[[str], object], environment: Mapping[str, str]
    ) -> None:
        self.given: deque[int] = deque()  # numbers of cells that it has been given and has not answered
        self.at: int | None = None  # the cell that it is judging
        self.greeted = False
        self.since = time.monotonic()  # when it began with what it is at
        self.sought = 0.0  # seconds that it has sought explanations for
        self.said, self.taken = 0, 0  # how many messages it has put into `heard`, and how many were taken from there
        self._heard, self._printed = heard, printed
        self._token = secrets.token_hex(16)
        self._words = ""  # the end of what it has printed
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        self.process = subprocess.Popen(
            [sys.executable, *flags, "-P", "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**_WAITING, **os.environ, **environment},
            **_GROUP,
        )
        self._threads = [
            threading.Thread(target=listen, args=(stream,), daemon=True)
            for listen, stream in ((self._listen, self.process.stdout), (self._overhear, self.process.stderr))
        ]
        for thread in self._threads:
            thread.start()
        self._say([self._token, request.as_json()])

    def _listen(self, stream: IO[bytes]) -> None:
        message: dict[str, Any] = {}
        with contextlib.suppress(ValueError, OSError), stream:
            while "foreign" not in message and (line := stream.readline(_LONGEST)):
                message = self._message(line)
                self._tell(message)
        self._tell({"silent": True})

    def _tell(self, message: dict[str, Any]) -> None:
        self.said += 1
        self._heard.put((self, message))

    def _message(self, line: bytes) -> dict[str, Any]:
        """What a line says, if it is one of ours."""
        try:
            token, message = json.loads(line)
            if token == self._token and isinstance(message, dict):
                return message
        except (ValueError, TypeError, RecursionError):
            pass
        return {"foreign": printable(line[:_SHOWN].decode(errors="backslashreplace").rstrip("\n"))}

    def _overhear(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(ValueError, OSError), stream:
            while chunk := os.read(stream.fileno(), _CHUNK):
                text = chunk.decode(errors="backslashreplace")
                self._words = (self._words + text)[-_CHUNK:]
                with contextlib.suppress(ValueError, OSError):  # nobody reads it any more; the backend goes on
                    self._printed(text)

    def _say(self, message: Any) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError):  # it has ended, and will be found so
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def judge(self, numbers: list[int]) -> None:
        """Give it cells to judge, in this order."""
        self.given.extend(numbers)
        self._say({"judge": numbers})

    def begin(self, number: int) -> None:
        """It says that it has begun with a cell."""
        self.at, self.since = number, time.monotonic()

    @property
    def unheard(self) -> bool:
        """Whether it has said what nobody has taken notice of yet."""
        return self.said > self.taken

    @property
    def gone(self) -> bool:
        """Whether the process has ended, though something that it started may hold its output open."""
        return self.process.poll() is not None

    def heard_out(self) -> None:
        """Wait a moment for what a process that has ended has said, unless somebody else holds the pipe."""
        for thread in self._threads:
            thread.join(_MOMENT)

    def ended(self) -> str:
        """How the process ended, with its last words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.heard_out()
        words = [printable(line)[:_SHOWN] for line in self._words.splitlines() if line.strip()][-_WORDS:]
        code = self.process.poll()
        end = "closed the pipe of its results" if code in (None, SEVERED) else how(code)
        return "".join([end, *(f"\nstandard error: {line}" for line in words)])

    def dismiss(self) -> None:
        """Tell it that nobody asks any more, so that it ends in order."""
        assert self.process.stdin
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def kill(self) -> None:
        """End it, whatever it is at, with what it has started; what is left of it after that is not waited for."""
        self.dismiss()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
