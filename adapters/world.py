"""Processes other than this one that have the runs of a backend, or each a part of the same runs.

How they talk to each other is the backend's: `prepare(rank, size, meeting)` is called in each process as it begins,
with the path of a file at which they can meet. What is sent here is copied: torch would have the tensors of a message
in memory that both ends share.
"""

import faulthandler
import multiprocessing
import pickle
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, cast

from goldstep.adapters.contract import Setup, Unsupported

GRACE = 5.0  # seconds that the others have to fail likewise
Begin = Callable[[Setup], Any]
Prepare = Callable[[int, int, Path], None]


class World:
    """So many processes, each with a run under every number; all are told the same at the same time."""

    def __init__(self, size: int, begin: Begin, prepare: Prepare) -> None:
        self._size, self._begin, self._prepare, self._numbers = size, begin, prepare, count()
        self._lines: list[Connection] = []
        self._processes: list[SpawnProcess] = []
        self._turn, self._forgotten = Lock(), list[int]()
        self._oldest, self._ended = 0, ""

    def begin(self, setup: Setup) -> int:
        """A new run; the processes begin with the first one, and anew where they have ended."""
        number = next(self._numbers)
        with self._turn:
            if not self._lines:
                self._start()
                self._oldest = number
        self.ask(number, "", setup)
        return number

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._folder = tempfile.TemporaryDirectory()
        meeting = Path(self._folder.name) / "meeting"
        for rank in range(self._size):
            here, there = context.Pipe()
            given = (rank, self._size, meeting, there, self._begin, self._prepare)
            process = context.Process(target=_serve, args=given, daemon=True)
            process.start()
            self._processes.append(process)
            there.close()
            self._lines.append(here)

    def ask(self, number: int, verb: str, *args: Any) -> list[Any]:
        """What each process answers. Raises Unsupported where a process does, RuntimeError for all else."""
        with self._turn:
            answers = self._answers(number, verb, args)
        for kind, text in answers:
            if kind == "unsupported":
                raise Unsupported(text)
        return [value for _, value in answers]

    def _answers(self, number: int, verb: str, args: Sequence[Any]) -> list[tuple[str, Any]]:
        if not self._lines or number < self._oldest:
            raise RuntimeError(f"its processes have ended: {self._ended}")
        forgotten, self._forgotten = self._forgotten, []
        try:
            for line in self._lines:
                line.send_bytes(pickle.dumps((forgotten, number, verb, args)))
            return self._received()
        except (OSError, EOFError):
            self._end(f"of {self._size} processes, {self._gone()}")

    def _received(self) -> list[tuple[str, Any]]:
        """The answer of each process; where one fails and others do not answer, they may wait for it for ever."""
        answers: dict[Connection, tuple[str, Any]] = {}
        failure, grace = "", None
        while len(answers) < self._size:
            ready = cast("list[Connection]", wait([line for line in self._lines if line not in answers], grace))
            if not ready:
                self._end(failure)
            for line in ready:
                kind, answer = answers[line] = pickle.loads(line.recv_bytes())
                if kind == "failed" and not failure:
                    failure, grace = f"in process {self._lines.index(line)} of {self._size}: {answer}", GRACE
        if failure:
            raise RuntimeError(failure)
        return [answers[line] for line in self._lines]

    def _gone(self) -> str:
        """Which processes are no more, and with which exit codes; one whose line is closed takes a moment to end."""
        ending = wait([process.sentinel for process in self._processes], GRACE)
        for process in self._processes:
            process.join(GRACE if process.sentinel in ending else 0)
        codes = {rank: process.exitcode for rank, process in enumerate(self._processes)}
        ended = [f"{rank} ended with exit code {code}" for rank, code in codes.items() if code is not None]
        return ", ".join(ended) or "one has closed its line"

    def _end(self, reason: str) -> NoReturn:
        """What one process did not do, others may wait for: none of them is of use any more."""
        self._ended = reason
        for process, line in zip(self._processes, self._lines, strict=True):
            process.kill()
            line.close()
        self._lines, self._processes = [], []
        self._folder.cleanup()
        raise RuntimeError(reason)

    def forget(self, number: int) -> None:
        """A run is over: its processes hear of it with the next question, for this may come in the middle of one."""
        self._forgotten.append(number)


def _serve(rank: int, size: int, meeting: Path, line: Connection, begin: Begin, prepare: Prepare) -> None:
    """The life of a process: it answers until the other end of the line is closed."""
    faulthandler.enable()  # what ends it in the middle of a step says where, on standard error
    prepare(rank, size, meeting)
    runs: dict[int, Any] = {}
    while True:
        try:
            forgotten, number, verb, args = pickle.loads(line.recv_bytes())
        except (EOFError, OSError):
            return
        for old in forgotten:
            runs.pop(old, None)
        try:
            if not verb:
                runs[number] = begin(*args)
                answer: tuple[str, Any] = "done", None
            elif verb == "restore":
                answer = "done", runs[number].restore(args[0][rank])
            else:
                answer = "done", getattr(runs[number], verb)(*args)
        except Unsupported as reason:
            answer = "unsupported", str(reason)
        except Exception:  # told to the one who asked, who counts it
            answer = "failed", traceback.format_exc(limit=-1).strip()
        line.send_bytes(pickle.dumps(answer))


@cache
def world(size: int, begin: Begin, prepare: Prepare) -> World:
    """The one of this size: its processes take seconds to begin, and serve every run."""
    return World(size, begin, prepare)
