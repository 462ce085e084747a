"""The process of which each adversary gets a copy to be judged in, so that what it breaks is its own.

It reads lines of JSON, a request with the path of a file for the answer, and says how the copy ended.
"""

import json
import os
import signal
import sys
import traceback
from dataclasses import replace
from pathlib import Path

from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.reference.errors import GoldstepError


def judged(request: Request) -> dict:
    """The lines of a run, or why it is refused: what a process of the battery says of it."""
    try:
        found = Session(replace(request, hypotheses=0))  # adversaries as commands are explained
        return {"lines": [found.line(number) for number in range(len(found.plan))]}
    except GoldstepError as error:
        return {"refused": str(error)}


def copy(request: Request, path: Path) -> None:
    """Judge in a copy of this process, which ends here."""
    code = 1
    try:
        answer, dump = judged, json.dumps
        path.write_text(dump(answer(request)))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> None:
    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in the processes of the battery
    judged(Request("adversary:Sound"))  # what Goldstep keeps in memory, the copies have
    for line in sys.stdin:
        request, path = json.loads(line)
        process = os.fork()
        if process == 0:
            copy(Request.from_json(request), Path(path))
        _, status = os.waitpid(process, 0)
        said.write(f"{os.waitstatus_to_exitcode(status)}\n")
        said.flush()


if __name__ == "__main__":
    main()
