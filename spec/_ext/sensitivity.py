"""{sensitivity}: the smallest error of the learning rate that is convicted, as `goldstep sensitivity` measured it."""

from itertools import groupby

from docutils import nodes

from goldstep.spec._ext.kept import Kept
from goldstep.spec._ext.tables import code, table


class Sensitivity(Kept):
    """By algorithm its variant, and by dtype and check the exponent of the least error; null: none; or "untested"."""

    document = "sensitivity.json"

    def shown(self, document):
        columns = [
            (dtype, check)
            for dtype, checks in next(iter(document.values())).items()
            if dtype != "variant"
            for check in checks
            if any(row[dtype][check] != "untested" for row in document.values())
        ]
        rows = [
            [code(name), *(_shown(row[dtype][check]) for dtype, check in columns)] for name, row in document.items()
        ]
        made = table(["", *(check for _, check in columns)], rows, ["numbers", "compact"])
        made.next_node(nodes.thead).insert(0, _dtypes([dtype for dtype, _ in columns]))
        return [made]


def _dtypes(of_columns):
    """A row of headings that span the columns of their dtype."""
    row = nodes.row("", nodes.entry("", nodes.paragraph("", "")))
    for dtype, group in groupby(of_columns):
        row += nodes.entry("", nodes.paragraph("", dtype), morecols=len(list(group)) - 1)
    return row


def _shown(exponent):
    if exponent == "untested":
        return "–"
    return "none" if exponent is None else str(2**exponent)
