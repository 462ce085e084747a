"""What a backend needs for the runs of its battery when nobody judges them: as a script, ``python stepping.py torch``.

It prints the processor time of importing the backend and of all its runs, the number of runs, and that of steps.
"""

import contextlib
import copy
import sys
import time
import warnings
from typing import Any

from goldstep.adapters.loading import Backend, load
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session

MOVING = ("init", "load", "add", "step")  # verbs after which a run is another

Calls = list[tuple[str, tuple[Any, ...]]]


class Recorded:
    """An adapter that keeps what it was asked to do."""

    def __init__(self, adapter: Any, runs: list[Calls]) -> None:
        self._adapter, self._calls = adapter, Calls()
        runs.append(self._calls)

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self._adapter, name)
        if name not in MOVING:
            return verb

        def call(*given: Any) -> Any:
            self._calls.append((name, copy.deepcopy(given)))
            return verb(*given)

        return call


def record(request: Request) -> list[Calls]:
    """Everything that the battery asks of a backend, run by run."""
    backend, runs = load(request.adapter), list[Calls]()
    session = Session(request, Backend(backend.name, lambda: Recorded(backend.make(), runs)))
    for number in range(len(session.plan)):
        session.line(number)
    return [run for run in runs if run]


def step_again(backend: Backend, runs: list[Calls]) -> float:
    """Seconds of processor time for the same runs."""
    begin = time.process_time()
    for calls in runs:
        adapter = backend.make()
        with contextlib.suppress(Exception):  # what it refused then
            for verb, given in calls:
                getattr(adapter, verb)(*given)
    return time.process_time() - begin


def main(adapter: str, algorithms: list[str]) -> None:
    warnings.simplefilter("ignore")
    begin = time.process_time()
    backend = load(adapter)
    importing = time.process_time() - begin
    runs = record(Request(adapter, algorithms=tuple(algorithms)))
    steps = sum(verb == "step" for calls in runs for verb, _ in calls)
    print(importing, step_again(backend, runs), len(runs), steps)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
