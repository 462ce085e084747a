"""The numbered clauses of the pages, read from the pages themselves.

A clause is a paragraph behind its target, so that its id is also a stable anchor of the HTML page:

    (adam-3)=
    **ADAM-3.** The second moment is ...
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from goldstep.reference.errors import GoldstepError, UnknownName

FOLDER = Path(__file__).parent
_CLAUSE = re.compile(r"^\((?P<anchor>[a-z0-9-]+-\d+)\)=\n(?P<paragraph>.+?)(?:\n\s*\n|\Z)", re.M | re.S)
_OPENING = re.compile(r"\*\*(?P<id>[A-Z0-9-]+-\d+)\.\*\* ")


class MalformedPage(GoldstepError):
    """A page whose clauses do not have the form above, or that repeats an id."""


@dataclass(frozen=True)
class Clause:
    """A normative sentence: `page` is the document's name, ``optimizers/adam``, and `anchor` its place there."""

    id: str
    text: str
    page: str
    anchor: str

    @property
    def url(self) -> str:
        """Where the clause stands, relative to the root of the built pages."""
        return f"{self.page}.html#{self.anchor}"


@cache
def clauses(folder: Path = FOLDER) -> dict[str, Clause]:
    """Every clause by its id, page by page in the order of the text."""
    found: dict[str, Clause] = {}
    for path in pages(folder):
        for clause in _read(path.read_text(encoding="utf-8"), path.relative_to(folder).with_suffix("").as_posix()):
            if clause.id in found:
                raise MalformedPage(f"{clause.id} stands on {found[clause.id].page} and on {clause.page}")
            found[clause.id] = clause
    return found


def clause(id: str) -> Clause:
    """The clause `id`, in any case; raises UnknownName with the closest ids."""
    try:
        return clauses()[id.upper()]
    except KeyError:
        raise UnknownName("clause", id, clauses()) from None


def pages(folder: Path = FOLDER) -> list[Path]:
    """The Markdown sources, the built pages aside."""
    found = (path for path in folder.rglob("*.md") if not path.relative_to(folder).parts[0].startswith("_"))
    return sorted(found)


def _read(text: str, page: str) -> Iterator[Clause]:
    for match in _CLAUSE.finditer(text):
        anchor, paragraph = match["anchor"], " ".join(match["paragraph"].split())
        opening = _OPENING.match(paragraph)
        if opening is None or opening["id"].lower() != anchor:
            raise MalformedPage(f"{page}: the paragraph behind ({anchor})= must begin with **{anchor.upper()}.**")
        yield Clause(opening["id"], paragraph[opening.end() :], page, anchor)
