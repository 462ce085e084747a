"""The process in which cells are judged: what a backend does to it, up to ending it, is seen from outside.

It speaks JSON lines with the process that started it: a request, then "judge" with numbers of planned cells; for each
it says "begin" before and "line" after. What a backend prints goes to standard error.
"""

import json
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from typing import Any


class Channel:
    """The two ends of the conversation: standard input, and what was standard output before a backend could print."""

    def __init__(self) -> None:
        self._asked = os.fdopen(os.dup(0), "r", encoding="utf-8")
        self._said = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self._owner = os.getpid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for line in self._asked:
            yield json.loads(line)

    def say(self, **message: Any) -> None:
        if os.getpid() != self._owner:  # a copy of the process that a backend has made and let go on
            os._exit(70)
        self._said.write(json.dumps(message) + "\n")
        self._said.flush()


def main() -> None:
    """Judge what is asked for, until nobody asks any more."""
    channel = Channel()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the process that started this one
    warnings.simplefilter("ignore")
    from goldstep.conformance.request import Request
    from goldstep.conformance.session import Session
    from goldstep.reference.errors import GoldstepError

    asked = iter(channel)
    try:
        session = Session(Request.from_json(next(asked)))
        channel.say(plan=session.plan, header=session.header)
    except GoldstepError as error:
        channel.say(refused=str(error))
        return
    for message in asked:
        for number in message["judge"]:
            channel.say(begin=number)
            channel.say(line=session.line(number), number=number)


if __name__ == "__main__":
    main()
