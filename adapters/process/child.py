"""A child process that answers requests, one line of JSON each way, and is never waited for without end."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.ended import how
from goldstep.adapters.process import wire
from goldstep.adapters.process.ending import PATIENCE, end, kill
from goldstep.adapters.process.pipes import LONGEST_LINE, Pipes
from goldstep.adapters.text import printable

_MOST_ERRORS = 1 << 26  # bytes of standard error in one request: an endless one would fill the disk
_LOOK = 0.1  # seconds between two looks at a child that has not replied
_SHOWN_LINES, _SHOWN_BYTES = 12, 4096  # of the child's standard error, at most


def reply_seconds() -> float:
    """How long a reply may take: 30 seconds, or what GOLDSTEP_REPLY_SECONDS says."""
    text = os.environ.get("GOLDSTEP_REPLY_SECONDS", "30")
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise AdapterError(f"GOLDSTEP_REPLY_SECONDS must be a number of seconds above 0, got {text!r}")
    return seconds


class Child:
    """One process of a backend; `name` is how the backend is called in messages."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name, self.seconds, self.over, self._number = name, reply_seconds(), list[int](), 0
        if not command or shutil.which(command[0]) is None:
            raise AdapterError(f"{name}: there is no program {command[0] if command else ''!r} that can be run")
        self._errors = tempfile.TemporaryFile("a+b", buffering=0)  # noqa: SIM115  (`end` closes it)
        self._seen = 0
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,  # so that what it starts ends with it, and Ctrl-C is ours
            )
        except OSError as error:
            self._errors.close()
            raise AdapterError(f"{name}: cannot start {command[0]!r}: {error.strerror}") from None
        self._pipes = Pipes(self._process)
        self.close = weakref.finalize(self, end, self._process, self._pipes, self._errors)

    @property
    def alive(self) -> bool:
        return bool(self.close.alive)

    def ask(self, verb: str, **members: Any) -> Any:
        """The result of a request. Raises Unsupported or AdapterError; a child that breaks the protocol is ended."""
        if not self.alive:
            raise AdapterError(f"{self.name}: the process that held this run has ended")
        self._number += 1
        line = wire.dump({"id": self._number, "verb": verb, **members})
        try:
            self._pipes.send(line)
            reply = self._reply(verb)
        except BaseException:  # Ctrl-C too: the reply to come would be taken for that of the next request
            kill(self._process)
            self.close()
            raise
        if not reply.endswith(b"\n"):
            self._ended(verb, reply)
        return self._result(verb, reply)

    def _reply(self, verb: str) -> bytes:
        """The next line, or what there is of it where the output ends. A child that gives none in time is ended."""
        deadline = time.monotonic() + self.seconds
        while (left := deadline - time.monotonic()) > 0:
            reply = self._pipes.reply(min(left, _LOOK))
            if reply is not None:
                return reply
            if self._errors_size() - self._seen > _MOST_ERRORS:
                self._fail(f"more than {_MOST_ERRORS >> 20} MiB on standard error in {verb}, so the process was killed")
        self._late(verb)

    def _result(self, verb: str, line: bytes) -> Any:
        try:
            reply = wire.parse(line)
            if not isinstance(reply, dict) or reply.get("id") != self._number or len(reply) != 2:
                raise AdapterError(f'no object with "id": {self._number} and one of "ok", "unsupported" and "error"')
            kind = next(key for key in reply if key != "id")
            if kind not in ("ok", "unsupported", "error") or (kind != "ok" and not isinstance(reply[kind], str)):
                raise AdapterError('neither "ok" nor an "unsupported" or "error" with a text')
            if kind == "unsupported" and verb not in ("init", "step", "add"):
                raise AdapterError('"unsupported" is an answer to init, or to the first step, or to add')
        except AdapterError as error:
            self._fail(f"the reply to {verb} is {error}; received: {wire.short(line)}")
        if kind == "unsupported":
            raise Unsupported(reply[kind])
        if kind == "error":
            raise AdapterError(f"{self.name}: error in {verb}: {reply[kind]}{self._stderr()}")
        self._seen = self._errors_size()
        if self._seen > _SHOWN_BYTES:
            self._seen = self._errors.truncate(0)
        return reply["ok"]

    def broken(self, verb: str, error: AdapterError, result: Any) -> NoReturn:
        """End a child whose result has the wrong form."""
        self._fail(f"the reply to {verb} is wrong: {error}; received: {wire.short(result)}")

    def _ended(self, verb: str, rest: bytes) -> NoReturn:
        if len(rest) >= LONGEST_LINE:
            self._fail(f"the reply to {verb} is a line without end{_received(rest)}")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self._fail(f"the process {how(self._process.poll())} in {verb}{_received(rest)}")

    def _late(self, verb: str) -> NoReturn:
        kill(self._process)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        code, fate = self._process.returncode, "so the process was killed"
        if code is not None and code != -signal.SIGKILL:
            fate = f"and the process {how(code)}, but something that it started holds its standard output open"
        rest = self._pipes.reply(_LOOK)
        self._fail(f"no reply to {verb} within {self.seconds:g} s, {fate}{_received(rest)}")

    def _fail(self, message: str) -> NoReturn:
        shown = self._stderr()
        kill(self._process)
        self.close()
        raise AdapterError(f"{self.name}: {message}{shown}")

    def _errors_size(self) -> int:
        return os.fstat(self._errors.fileno()).st_size

    def _stderr(self) -> str:
        """What the child has written to standard error since its last good reply."""
        start, self._seen = self._seen, self._errors_size()
        self._errors.seek(max(start, self._seen - _SHOWN_BYTES))  # the child appends, wherever we read
        lines = self._errors.read(_SHOWN_BYTES).decode(errors="backslashreplace").splitlines()[-_SHOWN_LINES:]
        return "".join(f"\n  standard error: {printable(line)}" for line in lines)


def _received(rest: bytes | None) -> str:
    return f"; received: {wire.short(rest)}" if rest else ""
