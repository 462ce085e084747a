"""Directives that show what a command has measured and kept beside the pages."""

import json
from pathlib import Path

from sphinx.util.docutils import SphinxDirective

FOLDER = Path(__file__).parents[1]


def kept(name):
    """The document of that name."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


class Kept(SphinxDirective):
    """Its page is read again when the `document` changes."""

    document = ""

    def run(self):
        self.env.note_reread()
        self.env.note_dependency(str(FOLDER / self.document))
        return self.shown(kept(self.document))
