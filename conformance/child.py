"""The process in which cells are judged: what a backend does to it, up to ending it, is seen from outside.

It speaks JSON lines with the process that started it: a request, then "judge" with numbers of planned cells; for each
it says "begin" before and "line" after. Each line has the token that came with the request, which tells it from what a
backend writes to whatever is open. What a backend prints goes to standard error.
"""

import atexit
import ctypes
import gc
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

SEVERED = 70  # the exit code of a child that can say no more


class Channel:
    """The two ends of the conversation: standard input, and what was standard output before a backend could print."""

    def __init__(self) -> None:
        self._asked = os.fdopen(os.dup(0), "r", encoding="utf-8")
        self._said = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._owner = os.getpid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._token, self.request = json.loads(self._asked.readline())

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """What is asked, until nobody asks any more."""
        try:
            for line in self._asked:
                yield json.loads(line)
        except OSError:  # the backend has closed it, or led it elsewhere
            os._exit(SEVERED)

    def close(self) -> None:
        """Close both ends, where they are still open."""
        for end in (self._asked, self._said):
            with suppress(OSError):
                end.close()

    def say(self, **message: Any) -> None:
        text = json.dumps([self._token, message])
        try:
            if os.getpid() == self._owner:  # else a copy of the process, which a backend has made and let go on
                self._said.write(text + "\n")
                self._said.flush()
                return
        except OSError:  # the backend has closed it, or nobody is there any more
            pass
        os._exit(SEVERED)


def main() -> None:
    """Judge what is asked for, until nobody asks any more."""
    with closing(Channel()) as channel:
        _serve(channel)
    _leave()


def _leave() -> None:
    """End in order, but without taking apart every module of a framework, which takes it longer than many cells."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    if os.name == "posix":
        ctypes.PyDLL(None).exit(0)  # runs what C code left to be run at the end, which os._exit does not


def _serve(channel: Channel) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the process that started this one
    warnings.simplefilter("ignore")
    import numpy as np

    np.seterr(all="ignore")  # whatever overflows is judged, and warnings may be errors
    from goldstep.adapters.text import class_of, told
    from goldstep.conformance.request import Request
    from goldstep.conformance.session import Session
    from goldstep.reference.errors import GoldstepError

    gc.disable()  # while a framework is imported there is nothing to collect
    try:
        session = Session(Request.from_json(channel.request))
        greeting: dict[str, Any] = {"plan": session.plan, "declared": session.declared}
        greeting |= {"header": session.header, "opening": session.opening}
    except GoldstepError as error:
        return channel.say(refused=str(error))
    except BaseException as error:
        traceback.print_exc()
        return channel.say(refused=f"Goldstep failed here, please report it: {class_of(error)}: {told(error)}")
    gc.enable()
    gc.freeze()
    channel.say(**greeting)
    for message in channel:
        for number in message["judge"]:
            channel.say(begin=number)
            line = session.line(number)
            channel.say(line=line, number=number, sought=session.explanations.seconds)


if __name__ == "__main__":
    main()
