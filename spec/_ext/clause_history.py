"""When clauses came and changed: `{clause-history}` is the list, and a clause that is not as of old says so."""

from docutils import nodes

from goldstep.spec._ext.kept import Kept
from goldstep.spec._ext.tables import clause_link
from goldstep.spec.history import UNRELEASED, came, history


class ClauseHistory(Kept):
    """``{clause-history}``: by release, the newest first, the clauses that are new and those whose text changed."""

    document = "history.json"

    def shown(self, document):
        return [*self._entries(document)]

    def _entries(self, document):
        first, *later = document
        releases = came(document)
        for release in reversed(later):
            new = [id for id in document[release] if releases[id][0] == release]
            changed = [id for id in document[release] if id not in new]
            yield nodes.paragraph("", "", nodes.strong("", _title(release)))
            yield from (self._line(word, ids) for word, ids in (("New: ", new), ("Changed: ", changed)) if ids)
        yield nodes.paragraph("", "", nodes.strong("", _title(first)))
        yield nodes.paragraph("", f"The first {len(document[first])} clauses.")

    def _line(self, word, ids):
        line = nodes.paragraph("", word)
        for number, id in enumerate(ids):
            line += nodes.Text(", " if number else "")
            line += clause_link(id, self.env.docname)
        line += nodes.Text(".")
        return line


def since():
    """What a clause says of its age: nothing where it is as it was in the first release."""
    kept = history()
    later = {id: _words(releases, next(iter(kept))) for id, releases in came(kept).items()}
    return {id: words for id, words in later.items() if words}


def _words(releases, first):
    words = ["new", *["changed"] * (len(releases) - 1)]
    return ", ".join(
        f"{word} {_when(release)}" for word, release in zip(words, releases, strict=True) if release != first
    )


def _when(release):
    return "since the last release" if release == UNRELEASED else f"in {release}"


def _title(release):
    return "Since the last release" if release == UNRELEASED else release
