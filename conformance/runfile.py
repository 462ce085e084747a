"""The run file: JSON lines, a header, a line a result, a footer; its schema lies beside this module."""

import json
from contextlib import suppress
from typing import Any

from goldstep.conformance.table import counts
from goldstep.golden.files import CannotWrite, Growing, write_whole
from goldstep.reference.errors import GoldstepError

FORMAT = "1.3.0"

Line = dict[str, Any]


class BadRunFile(GoldstepError):
    """A run file that is missing, cut off or of another format."""


class RunFile:
    """A run file that has every line as soon as there is one, so that a run that is killed leaves what it has found.

    Closed, a regular file has its results in the order of their ids. Raises CannotWrite where none can be begun; what
    goes wrong later stands in `failure`, and the run goes on.
    """

    def __init__(self, path: str, header: Line) -> None:
        self.failure = ""
        self._path, self._header, self._lines = path, header, list[Line]()
        self._file = Growing(path)
        self._write(header)

    def add(self, line: Line) -> None:
        """Append a result."""
        self._lines.append(line)
        self._write(line)

    def close(self, *, complete: bool) -> None:
        """End the file with a footer, which says whether the run was `complete`."""
        footer = _footer(self._lines, complete)
        self._write(footer)
        try:
            self._file.close()
        except CannotWrite as error:
            self.failure = self.failure or str(error)
        if not self.failure and not self._file.through:
            with suppress(CannotWrite):  # then all is there, in another order
                write(self._path, self._header, self._lines, complete=complete)

    def _write(self, line: Line) -> None:
        try:
            if not self.failure:
                self._file.write(json.dumps(line))
        except CannotWrite as error:
            self.failure = str(error)


def write(path: str, header: Line, lines: list[Line], *, complete: bool) -> None:
    """Write a whole run, its results sorted by id, so that parallel runs give the same file."""
    ordered = sorted(lines, key=lambda line: str(line["id"]))
    content = "".join(json.dumps(line) + "\n" for line in [header, *ordered, _footer(lines, complete)])
    write_whole(path, content.encode())


def _footer(lines: list[Line], complete: bool) -> Line:
    return {"kind": "footer", "counts": counts(lines), "results": len(lines), "complete": complete}
