"""{convictions}: how many impostors of each kind are convicted; `:survivors:` the others, each by name.

Both are what `goldstep impostors --quick --by-kind` found.
"""

import json
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from goldstep.spec._ext.tables import code, table

FILE = Path(__file__).parents[1] / "convictions.json"


def found():
    """Of each kind the number of impostors, how many each check convicts, and who survives."""
    return json.loads(FILE.read_text(encoding="utf-8"))


class Convictions(SphinxDirective):
    option_spec: ClassVar = {"survivors": directives.flag}

    def run(self):
        self.env.note_reread()
        self.env.note_dependency(str(FILE))
        return _survivors(found()) if "survivors" in self.options else [_table(found())]


def _table(kinds):
    rows = [_row(kind, each) for kind, each in kinds.items()]
    total = {name: sum(each[name] for each in map(_counts, kinds.values())) for name in ("impostors", "convicted")}
    return table(
        ["wrong in", "impostors", "convicted", "by"], [*rows, ["all", *map(str, total.values()), ""]], ["numbers"]
    )


def _counts(each):
    return {"impostors": each["impostors"], "convicted": sum(each["convicted"].values())}


def _row(kind, each):
    by = ", ".join(f"{check} {n}" for check, n in each["convicted"].items())
    return [kind, *map(str, _counts(each).values()), by]


def _survivors(kinds):
    """A list of those that no check convicts; one sentence where there is none."""
    each = [(kind, one) for kind, rows in kinds.items() for one in rows["survivors"]]
    if not each:
        return [nodes.paragraph("", "None survives.")]
    return [nodes.bullet_list("", *(nodes.list_item("", _told(kind, one)) for kind, one in each))]


def _told(kind, one):
    why = one.get("equivalent") or one.get("unseen") or "not explained yet"
    word = "Equivalent" if "equivalent" in one else "Not seen"
    return nodes.paragraph("", "", code(one["impostor"]), nodes.Text(f" ({kind}). {one['wrong']}. {word}: {why}."))
