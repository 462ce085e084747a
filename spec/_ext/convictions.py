"""{convictions}: how many impostors of each kind are convicted; `:survivors:` the others, each by name.

Both are what `goldstep impostors --quick --by-kind` found.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from goldstep.spec._ext.kept import Kept
from goldstep.spec._ext.tables import code, table


class Convictions(Kept):
    """Of each kind the number of impostors, how many each check convicts, and who survives."""

    document = "convictions.json"
    option_spec: ClassVar = {"survivors": directives.flag}

    def shown(self, kinds):
        return _survivors(kinds) if "survivors" in self.options else [_table(kinds)]


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
