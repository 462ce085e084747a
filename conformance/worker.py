"""One child process that judges, as it is seen by the process that started it."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import IO, Any

from goldstep.adapters.ended import how
from goldstep.conformance.request import Request

_START = "import sys; sys.path[:] = sys.argv[1:]; from goldstep.conformance.child import main; main()"
_WORDS = 3  # last lines of standard error that a death is told with

Heard = queue.Queue[tuple["Worker", dict[str, Any]]]


class Worker:
    """A child process. To `heard` goes what it says, what the backend prints, and that it says no more."""

    def __init__(self, request: Request, heard: Heard, environment: Mapping[str, str]) -> None:
        self.given: deque[int] = deque()  # numbers of cells that it has been given and has not answered
        self.at: int | None = None  # the cell that it is judging
        self.greeted = False
        self.since = 0.0  # when it began with that
        self._heard = heard
        self._words: deque[str] = deque(maxlen=_WORDS)
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
        self.process = subprocess.Popen(
            [sys.executable, *flags, "-P", "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
            env={**os.environ, **environment},
        )
        self._threads = [
            threading.Thread(target=listen, args=(stream,), daemon=True)
            for listen, stream in ((self._listen, self.process.stdout), (self._overhear, self.process.stderr))
        ]
        for thread in self._threads:
            thread.start()
        self._say(request.as_json())

    def _listen(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in stream:
                self._heard.put((self, json.loads(line)))
        self._heard.put((self, {"silent": True}))

    def _overhear(self, stream: IO[str]) -> None:
        with contextlib.suppress(ValueError, OSError):
            for line in stream:
                self._words.append(line.rstrip())
                self._heard.put((self, {"printed": line}))

    def _say(self, message: Any) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError):  # it has ended, and will be found so
            self.process.stdin.write(json.dumps(message) + "\n")
            self.process.stdin.flush()

    def judge(self, numbers: list[int]) -> None:
        """Give it cells to judge, in this order."""
        self.given.extend(numbers)
        self._say({"judge": numbers})

    def begin(self, number: int) -> None:
        """It says that it has begun with a cell."""
        self.at, self.since = number, time.monotonic()

    @property
    def gone(self) -> bool:
        """Whether the process has ended, though something that it started may hold its output open."""
        return self.process.poll() is not None

    def ended(self) -> str:
        """How the process ended, with its last words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        for thread in self._threads:
            thread.join(0.2)  # what it wrote is still on its way, unless somebody else holds the pipe
        words = "".join(f"\nstandard error: {line}" for line in self._words)
        return f"{how(self.process.poll())}{words}"

    def kill(self) -> None:
        """End it, whatever it is at."""
        assert self.process.stdin
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stdin.close()
