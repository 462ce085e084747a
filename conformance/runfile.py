"""The run file: JSON lines, a header, a line a result, a footer; its schema lies beside this module."""

import json
from typing import Any

from goldstep.conformance.table import counts
from goldstep.golden.files import write_whole
from goldstep.reference.errors import GoldstepError

FORMAT = "1.1.0"


class BadRunFile(GoldstepError):
    """A run file that is missing, cut off or of another format."""


def write(path: str, header: dict[str, Any], lines: list[dict[str, Any]], *, complete: bool) -> None:
    """Write the whole run; an interrupted one says so in its footer."""
    footer = {"kind": "footer", "counts": counts(lines), "results": len(lines), "complete": complete}
    content = "".join(json.dumps(line) + "\n" for line in [header, *_in_order(lines), footer])
    write_whole(path, content.encode())


def _in_order(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sorted by id, so that parallel runs give the same file."""
    return sorted(lines, key=lambda line: str(line["id"]))
