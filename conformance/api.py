"""The battery from Python: judged at once into a report, or as tests of one's own."""

import atexit
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.doors import OPEN, shown
from goldstep.adapters.loading import Door, of_object
from goldstep.adapters.open.asked import asked
from goldstep.conformance.crew import Crew
from goldstep.conformance.identity.identity import Identity
from goldstep.conformance.identity.recognise import identify
from goldstep.conformance.places import Line
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session


class Judge(Protocol):
    """Who knows the planned cells, and judges each."""

    header: Line
    told: list[str]
    plan: list[Line]

    def line(self, number: int) -> Line: ...


class Apart:
    """Judges in a process of its own, for what can be imported there."""

    def __init__(self, request: Request, timeout: float) -> None:
        self._crew = Crew(request, 1, timeout, printed=lambda text: None)
        atexit.register(self._crew.close)
        self.header, self.plan = self._crew.header, self._crew.plan
        self.told = list(self._crew.opening.get("told", ()))

    def line(self, number: int) -> Line:
        (line,) = self._crew.lines([number])
        return line

    def close(self) -> None:
        self._crew.close()
        atexit.unregister(self._crew.close)


class Here:
    """Judges in this process, for what exists nowhere else, such as a class of a notebook."""

    def __init__(self, made: Any, framework: str, request: Request) -> None:
        like = asked(request.like, request.names, request.flags, request.contract)
        with quiet():
            self._session = Session(request, of_object(made, framework or _framework(made), like))
            self.header, self.plan = self._session.header, self._session.plan
        self.told = list(self._session.opening["told"])

    def line(self, number: int) -> Line:
        with quiet():
            return self._session.line(number)

    def close(self) -> None:
        pass


@contextmanager
def quiet() -> Iterator[None]:
    """Whatever overflows is judged, and need not be warned of."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def judge(
    target: Any,
    like: str = "",
    *,
    framework: str = "",
    names: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
    contract: Mapping[str, str] | None = None,
    dtypes: Iterable[str] = (),
    modes: Iterable[str] = (),
    checks: Iterable[str] = (),
    timeout: float = 600.0,
) -> Apart | Here:
    """Who judges `target`: the name of an adapter or of what has none, as on the command line, or a class itself."""
    request = Request(
        adapter=target if isinstance(target, str) else "",
        dtypes=tuple(dtypes),
        modes=tuple(modes),
        checks=tuple(checks),
        like=like,
        names=_pairs(names),
        flags=_pairs(flags),
        contract=_pairs(contract),
    )
    if isinstance(target, str):
        return Apart(request, timeout)
    return Here(target, framework, request)


def identified(
    target: Any,
    *,
    framework: str = "",
    names: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
    contract: Mapping[str, str] | None = None,
) -> Identity:
    """What `target` is, in this process: the name of what has no adapter, or a class or function itself."""
    like = asked("", _pairs(names), _pairs(flags), _pairs(contract))
    with quiet():
        named = isinstance(target, str)
        door = Door(target, like) if named else of_object(target, framework or _framework(target), like)
        return identify(door)


def _pairs(given: Mapping[str, Any] | None) -> tuple[str, ...]:
    return tuple(f"{name}={value}" for name, value in (given or {}).items())


def _framework(made: Any) -> str:
    """That which it shows. Raises AdapterError where it shows none."""
    if framework := shown(made):
        return framework
    raise AdapterError(f"{made!r} does not show its framework; say it: framework={' or '.join(map(repr, OPEN))}")


def judged(judge: Judge) -> Iterator[Line]:
    """A line for each cell, in the order of the plan."""
    return map(judge.line, range(len(judge.plan)))
