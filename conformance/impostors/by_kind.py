"""Which share of the impostors of each kind is convicted, and who survives: the data of a page."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goldstep.conformance.impostors.matrix import Row
from goldstep.conformance.impostors.surviving import reason
from goldstep.reference.errors import GoldstepError


def summary(rows: Iterable[Row]) -> dict[str, Any]:
    """Of each kind the number of impostors, of those convicted by each check, and the survivors with their reasons.

    An impostor that is convicted, but never of the clause that it breaks, is a survivor here.
    """
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    return {kind: _of_kind(each) for kind, each in kinds.items()}


def _of_kind(rows: Sequence[Row]) -> dict[str, Any]:
    named = Counter(row.naming[0] for row in rows if row.naming)
    survivors = [
        {"impostor": row.impostor, "wrong": row.wrong, **reason(row.impostor)} for row in rows if not row.naming
    ]
    return {"impostors": len(rows), "convicted": dict(named.most_common()), "survivors": survivors}


class Journal:
    """The rows of a run that may be broken off, one a line, by kind and id: what it has is not judged again.

    It knows nothing of changes of the code: begin a new one after these. Raises GoldstepError for another file.
    """

    def __init__(self, path: Path | None) -> None:
        self._path, self.rows = path, dict[tuple[str, str], Row]()
        if path and path.exists():
            try:
                lines = path.read_text(encoding="utf-8").splitlines()
                self.rows = {(row.kind, row.impostor): row for row in map(_row, lines)}
            except (OSError, ValueError, TypeError) as error:
                raise GoldstepError(f"{path} is no journal of `goldstep impostors`: {error}") from None

    def add(self, row: Row) -> None:
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row)) + "\n")


def _row(line: str) -> Row:
    given = json.loads(line)
    return Row(**{**given, **{name: tuple(given[name]) for name in ("convicted_by", "naming")}})
