"""Standard output and standard error that never break a command: whatever becomes of them, it goes on to its end."""

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TextIO


class Passing(io.RawIOBase):
    """Passes bytes on at once. The first failure is kept in `failure`, and what comes after it goes nowhere."""

    def __init__(self, target: Any) -> None:
        self._target = target
        self.failure: OSError | None = None

    def write(self, content: Any) -> int:
        left = memoryview(content)
        try:
            while left:
                left = left[self._target.write(left) or 0 :]  # one without a buffer may take less
            self._target.flush()
        except OSError as error:
            self.failure = self.failure or error
            self._silence()
        return len(content)

    def _silence(self) -> None:
        """Lead the descriptor nowhere, so that what is still in buffers is not tried again when Python ends."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._target.fileno())
        os.close(nowhere)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._target.isatty())

    def fileno(self) -> int:
        return int(self._target.fileno())


@contextmanager
def steadied() -> Iterator[Callable[[], str]]:
    """Let commands write to standard output and standard error as if both were there and could write every character.

    A stream that is closed is opened to nowhere, and a character that the encoding lacks is written as its escape.
    Given is a function that tells why standard output could not be written; empty where it could be, or where nobody
    wants to read any more.
    """
    _open_descriptors()
    before = (sys.stdout, sys.stderr)
    passing = [Passing(x.buffer if x else _nowhere(n)) for n, x in enumerate(before, 1)]
    streams = [_text(x, like) for x, like in zip(passing, before, strict=True)]

    def failure() -> str:
        streams[0].flush()
        found = passing[0].failure
        return "" if found is None or found.errno == errno.EPIPE else found.strerror or str(found)

    sys.stdout, sys.stderr = streams
    try:
        yield failure
    finally:
        for stream in streams:
            stream.flush()
        sys.stdout, sys.stderr = before


def _open_descriptors() -> None:
    """The three that every process has; the next file that is opened would get the number of one that is missing."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _nowhere(number: int) -> BinaryIO:
    return open(number, "wb", closefd=False)


def _text(passing: Passing, like: TextIO | None) -> TextIO:
    encoding, lines = (like.encoding, bool(like.line_buffering)) if like else ("utf-8", False)
    return io.TextIOWrapper(io.BufferedWriter(passing), encoding, "backslashreplace", line_buffering=lines)
