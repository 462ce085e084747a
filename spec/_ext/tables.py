"""Tables of docutils nodes, and the few kinds of cells that the directives put in them."""

from docutils import nodes
from sphinx import addnodes


def table(header, rows, classes=()):
    """A table; a cell is a node, a list of nodes or text."""
    columns = max(len(row) for row in rows)
    group = nodes.tgroup(cols=columns)
    group += [nodes.colspec(colwidth=1) for _ in range(columns)]
    if header:
        group += nodes.thead("", _row(header))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=["goldstep", *classes])


def _row(cells):
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *_nodes(cell))) for cell in cells))


def _nodes(cell):
    if isinstance(cell, str):
        return [nodes.Text(cell)]
    return cell if isinstance(cell, list) else [cell]


def math(latex, *, display=False):
    return nodes.math(latex, latex, classes=["display"] if display else [])


def code(text):
    return nodes.literal(text, text)


def clause_link(id, docname):
    """A link to a clause by its id, wherever its page is; a missing clause is a warning."""
    link = addnodes.pending_xref(
        "", refdomain="std", reftype="ref", reftarget=id.lower(), refexplicit=True, refdoc=docname, refwarn=True
    )
    link += nodes.inline(id, id, classes=["clause"])
    return link
