"""The processes that judge the cells of a run, and the account that none of these is lost.

A process that ends, or that is silent for too long, costs the cell that it was at, which is an error then; another one
takes up what is left. So every planned cell gets a line, whatever the backend does.
"""

import os
import queue
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from goldstep.adapters.programs import kept_in
from goldstep.conformance.places import Line, lost
from goldstep.conformance.request import Request
from goldstep.conformance.worker import PATIENCE, Heard, Worker
from goldstep.reference.errors import GoldstepError

DEATHS = 3  # of processes over one subject, or in turn before they could begin: then there is no other try
START_SECONDS = 240.0  # that a process may take to begin, if a cell may not take longer: frameworks are large
_TICK = 0.1  # seconds between two looks at processes that say nothing
_DIFFERENT = "info() was not the same in two processes, so what was to be judged is not certain"


class Refused(GoldstepError):
    """The run cannot begin: the backend is broken, or it does not have what was asked for."""


class Crew:
    """Judges cells of the plan of a request by `count` processes.

    `timeout` is the number of seconds that a cell may take; `printed` is told what the backend writes. The plan is
    there after construction, which raises Refused; `lines` gives a line for each cell that is asked for. `opening` has
    what was guessed of a backend that has no adapter, and the source of one. `sought` is how many seconds explanations
    have been sought for so far.
    """

    def __init__(self, request: Request, count: int, timeout: float, printed: Callable[[str], object]) -> None:
        self.request, self.timeout, self._printed = request, timeout, printed
        # what libraries leave lying goes there, maybe while it is taken away
        self._folder = tempfile.TemporaryDirectory(prefix="goldstep-", ignore_cleanup_errors=True)
        self._heard: Heard = queue.Queue()
        self._count = max(1, count)
        self._workers = [self._hire() for _ in range(self._count)]
        self._deaths: Counter[Any] = Counter()
        self._failed: deque[str] = deque(maxlen=DEATHS)  # how those ended that in turn could not begin
        self._left: set[int] = set()  # numbers of cells without a line
        self._waiting: list[list[int]] = []  # those that no process has been given; the last group is the next
        self._greeting: dict[str, Any] = {}
        self.sought = 0.0
        try:
            self._greet()
        except BaseException:
            self.close()
            raise
        self.plan: list[Line] = self._greeting["plan"]
        self.header: Line = self._greeting["header"]
        self.opening: Line = self._greeting["opening"]

    def _hire(self) -> Worker:
        folder = self._folder.name
        environment = {"HYPOTHESIS_STORAGE_DIRECTORY": folder, **kept_in(os.path.join(folder, "programs"), os.environ)}
        return Worker(self.request, self._heard, self._printed, environment)

    def _greet(self) -> None:
        """Hear of every process what it will do; one that cannot begin is missed only where there is no other."""
        while not all(worker.greeted for worker in self._workers):
            worker, message = self._next()
            if "refused" in message:
                raise Refused(message["refused"])
            if "plan" in message and not self._agrees(worker, message):
                raise Refused(f"{self.request.adapter}: {_DIFFERENT}")
            if "plan" not in message:
                end = self._end_of(worker, message)
                if not self._workers:
                    raise Refused(f"{self.request.adapter}: before the first cell the process {end}")

    def _agrees(self, worker: Worker, message: dict[str, Any]) -> bool:
        """Whether a process will do what the others do."""
        worker.greeted = True
        self._failed.clear()
        told = {key: message[key] for key in ("plan", "declared", "header", "opening")}
        self._greeting = self._greeting or told
        return all(told[key] == self._greeting[key] for key in ("plan", "declared"))

    def _next(self) -> tuple[Worker, dict[str, Any]]:
        """The next message; of a process that has gone, or that takes too long, that it says no more."""
        while True:
            if late := next((w for w in self._workers if self._late(w)), None):
                return late, {"silent": True}
            try:
                worker, message = self._heard.get(timeout=_TICK)
            except queue.Empty:
                if gone := next((w for w in self._workers if w.gone), None):
                    gone.heard_out()
                    if not gone.unheard:
                        return gone, {"silent": True}
                continue
            worker.taken += 1
            if worker in self._workers:
                return worker, message

    def _limit(self, worker: Worker) -> float:
        """How long a process may take for what it is at, in seconds."""
        return self.timeout if worker.greeted else max(self.timeout, START_SECONDS)

    def _late(self, worker: Worker) -> bool:
        busy = (worker.at is not None or not worker.greeted) and not worker.unheard
        return busy and time.monotonic() > worker.since + self._limit(worker)

    def lines(self, numbers: Sequence[int] | None = None) -> Iterator[Line]:
        """A line for each planned cell, or for those of these numbers, as they come."""
        numbers = range(len(self.plan)) if numbers is None else numbers
        self._left = set(numbers)
        groups = groupby(numbers, lambda n: (self.plan[n]["algorithm"], self.plan[n]["variant"]))
        self._waiting = [list(group) for _, group in groups][::-1]
        for subject in [subject for subject, n in self._deaths.items() if n >= DEATHS]:
            yield from self._abandon(subject)
        yield from self._staff()
        while self._left:
            yield from self._obey(*self._next())

    def _staff(self) -> Iterator[Line]:
        """Have as many processes at work as there is work for, as long as they can begin."""
        idle = sum(not worker.given for worker in self._workers)
        while len(self._workers) < self._count and idle < len(self._waiting) and len(self._failed) < DEATHS:
            self._workers.append(self._hire())
            idle += 1
        for worker in self._workers:
            self._employ(worker)
        if self._left and not self._workers:
            yield from self._give_up(self._failed[-1])

    def _obey(self, worker: Worker, message: dict[str, Any]) -> Iterator[Line]:
        """What a message leads to."""
        if "plan" in message and not worker.greeted:
            yield from self._welcome(worker, message)
        elif "begin" in message and worker.given and message["begin"] == worker.given[0]:
            worker.begin(message["begin"])
        elif "line" in message and worker.given and message["line"]["id"] == self.plan[worker.given[0]]["id"]:
            worker.at = None
            self.sought += message["sought"] - worker.sought
            worker.sought = message["sought"]
            number = worker.given.popleft()
            self._employ(worker)
            yield self._finished(number, message["line"])
        else:
            yield from self._dead(worker, message)

    def _welcome(self, worker: Worker, message: dict[str, Any]) -> Iterator[Line]:
        if self._agrees(worker, message):
            self._employ(worker)
        else:
            self._failed.extend([_DIFFERENT] * DEATHS)
            while self._workers:
                self._workers.pop().kill()
            yield from self._staff()

    def _employ(self, worker: Worker) -> None:
        if self._waiting and worker.greeted and not worker.given:
            worker.judge(self._waiting.pop())

    def _finished(self, number: int, line: Line) -> Line:
        self._left.discard(number)
        return line

    def _lose(self, number: int, reason: str) -> Line:
        return self._finished(number, lost(self.request.adapter, self.plan[number], reason, self.request.again))

    def _end_of(self, worker: Worker, message: dict[str, Any]) -> str:
        """End a process for good; how it came to that."""
        if self._late(worker):
            end = f"was ended after {self._limit(worker):g} s without an answer"
        elif "foreign" in message:
            end = f"wrote into the pipe of its results, so they cannot be trusted: {message['foreign']}"
        elif "silent" in message:
            end = worker.ended()
        else:
            end = f"said what nobody asked for: {str(message)[:80]}"
        worker.kill()
        self._workers.remove(worker)
        if not worker.greeted:
            self._failed.append(f"{DEATHS} processes in turn could not begin; the last {end}")
        return end

    def _dead(self, worker: Worker, message: dict[str, Any]) -> Iterator[Line]:
        """A process has ended or must be: its cell is lost, and what else it had goes to another one."""
        end, rest = self._end_of(worker, message), list(worker.given)
        if rest:
            subject = self._subject(rest[0])
            self._deaths[subject] += 1
            yield self._lose(rest[0], f"the process that judged it {end}")
            if rest[1:]:
                self._waiting.append(rest[1:])
            if self._deaths[subject] >= DEATHS:
                yield from self._abandon(subject)
        yield from self._staff()

    def _subject(self, number: int) -> tuple[str, ...]:
        return tuple(self.plan[number][key] for key in ("algorithm", "variant", "dtype", "mode"))

    def _abandon(self, subject: tuple[str, ...]) -> Iterator[Line]:
        """The cells of a subject that no process has been given are not tried."""
        for number in [n for group in self._waiting for n in group]:
            if self._subject(number) == subject:
                yield self._lose(number, f"not tried: {DEATHS} processes have ended over this algorithm and dtype")
        self._waiting = [kept for group in self._waiting if (kept := [n for n in group if n in self._left])]

    def _give_up(self, reason: str) -> Iterator[Line]:
        """No cell is tried any more."""
        for number in sorted(self._left):
            yield self._lose(number, f"not tried: {reason}")
        self._waiting = []

    def close(self) -> None:
        """End all processes: in order where they have nothing to do, at once where they are at something."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.dismiss()
        end = time.monotonic() + PATIENCE
        while any(w.greeted and not w.given and not w.gone for w in workers) and time.monotonic() < end:
            time.sleep(0.01)
        for worker in workers:
            worker.kill()
        self._folder.cleanup()
