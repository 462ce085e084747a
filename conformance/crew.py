"""The processes that judge the cells of a run, and the account that none of these is lost.

A process that ends, or that is silent for too long, costs the cell that it was at, which is an error then; another one
takes up what is left. So every planned cell gets a line, whatever the backend does.
"""

import queue
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from goldstep.conformance.places import Line, lost
from goldstep.conformance.request import Request
from goldstep.conformance.worker import Heard, Worker
from goldstep.reference.errors import GoldstepError

DEATHS = 3  # of processes over one subject, or one after the other before the first cell: then there is no other try
_TICK = 0.1  # seconds between two looks at processes that say nothing


class Refused(GoldstepError):
    """The run cannot begin: the backend is broken, or it does not have what was asked for."""


class Crew:
    """Judges cells of the plan of a request by `count` processes.

    `timeout` is the number of seconds that a cell may take; `printed` is told what the backend writes. The plan is
    there after construction, which raises Refused; `lines` gives a line for each cell that is asked for.
    """

    def __init__(self, request: Request, count: int, timeout: float, printed: Callable[[str], object]) -> None:
        self.request, self.timeout, self._printed = request, timeout, printed
        self._folder = tempfile.TemporaryDirectory(prefix="goldstep-")  # what libraries leave lying goes there
        self._heard: Heard = queue.Queue()
        self._workers = [self._hire() for _ in range(max(1, count))]
        self._deaths: Counter[Any] = Counter()
        self._left: set[int] = set()  # numbers of cells without a line
        self._waiting: list[list[int]] = []  # those that no process has been given; the last group is the next
        try:
            greeting = self._greeting()
        except BaseException:
            self.close()
            raise
        self.plan: list[Line] = greeting["plan"]
        self.header: Line = greeting["header"]

    def _hire(self) -> Worker:
        return Worker(self.request, self._heard, {"HYPOTHESIS_STORAGE_DIRECTORY": self._folder.name})

    def _greeting(self) -> dict[str, Any]:
        """What the first process to greet says it will do."""
        while True:
            worker, message = self._next()
            if "refused" in message:
                raise Refused(message["refused"])
            if "silent" in message:
                raise Refused(f"{self.request.adapter}: before the first cell the process {worker.ended()}")
            if "plan" in message:
                self._heard.put((worker, message))  # with those of the others
                return message

    def _next(self) -> tuple[Worker, dict[str, Any]]:
        """The next message; of a process that has gone, or that takes too long, that it says no more."""
        while True:
            try:
                worker, message = self._heard.get(timeout=_TICK)
            except queue.Empty:
                gone = next((w for w in self._workers if w.gone or self._late(w)), None)
                if gone is None:
                    continue
                worker, message = gone, {"silent": True}
            if "printed" in message:
                self._printed(message["printed"])
            elif worker in self._workers:
                return worker, message

    def _late(self, worker: Worker) -> bool:
        return worker.at is not None and time.monotonic() > worker.since + self.timeout

    def lines(self, numbers: Sequence[int] | None = None) -> Iterator[Line]:
        """A line for each planned cell, or for those of these numbers, as they come."""
        numbers = range(len(self.plan)) if numbers is None else numbers
        self._left = set(numbers)
        groups = groupby(numbers, lambda n: (self.plan[n]["algorithm"], self.plan[n]["variant"]))
        self._waiting = [list(group) for _, group in groups][::-1]
        for subject in [subject for subject, n in self._deaths.items() if n >= DEATHS]:
            yield from self._abandon(subject)
        for worker in self._workers:
            self._employ(worker)
        while self._left:
            yield from self._obey(*self._next())

    def _obey(self, worker: Worker, message: dict[str, Any]) -> Iterator[Line]:
        """What a message leads to."""
        if "plan" in message:
            yield from self._welcome(worker, message)
        elif "begin" in message:
            worker.begin(message["begin"])
        elif "line" in message and worker.given and message["line"]["id"] == self.plan[worker.given[0]]["id"]:
            worker.at = None
            number = worker.given.popleft()
            self._employ(worker)
            yield self._finished(number, message["line"])
        else:
            yield from self._dead(worker, message)

    def _welcome(self, worker: Worker, message: dict[str, Any]) -> Iterator[Line]:
        if message["plan"] != self.plan:
            yield from self._give_up("info() was not the same in two processes, so the plan of the run is not certain")
        worker.greeted = True
        self._employ(worker)

    def _employ(self, worker: Worker) -> None:
        if self._waiting and worker.greeted and not worker.given:
            worker.judge(self._waiting.pop())

    def _finished(self, number: int, line: Line) -> Line:
        self._left.discard(number)
        return line

    def _lose(self, number: int, reason: str) -> Line:
        return self._finished(number, lost(self.request.adapter, self.plan[number], reason))

    def _dead(self, worker: Worker, message: dict[str, Any]) -> Iterator[Line]:
        """A process has ended or must be: its cell is lost, and what else it had goes to another one."""
        late = self._late(worker)
        end = f"was ended after {self.timeout:g} s without an answer" if late else worker.ended()
        end = end if late or "silent" in message else f"said what nobody asked for: {str(message)[:80]}"
        worker.kill()
        self._workers.remove(worker)
        rest = list(worker.given)
        if rest:
            subject = self._subject(rest[0])
            self._deaths[subject] += 1
            yield self._lose(rest[0], f"the process that judged it {end}")
            self._waiting.append(rest[1:])
            if self._deaths[subject] >= DEATHS:
                yield from self._abandon(subject)
        elif not worker.greeted:
            self._deaths[None] += 1
            if self._deaths[None] >= DEATHS:
                yield from self._give_up(f"{DEATHS} processes in turn could not begin; the last {end}")
        self._workers.append(self._hire())

    def _subject(self, number: int) -> tuple[str, ...]:
        return tuple(self.plan[number][key] for key in ("algorithm", "variant", "dtype", "mode"))

    def _abandon(self, subject: tuple[str, ...] | None) -> Iterator[Line]:
        """The cells of a subject that no process has been given are not tried."""
        for number in [n for group in self._waiting for n in group]:
            if self._subject(number) == subject:
                yield self._lose(number, f"not tried: {DEATHS} processes have ended over this algorithm and dtype")
        self._waiting = [kept for group in self._waiting if (kept := [n for n in group if n in self._left])]

    def _give_up(self, reason: str) -> Iterator[Line]:
        """No cell is tried any more."""
        for number in sorted(self._left):
            yield self._lose(number, f"not tried: {reason}")

    def close(self) -> None:
        """End all processes."""
        while self._workers:
            self._workers.pop().kill()
        self._folder.cleanup()
