"""The front page: what there is, and what was found, counted when the pages are built."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from goldstep.golden.catalogue import all_cases
from goldstep.reference.registry import FAMILIES, get, names, of_family
from goldstep.spec._ext.found import FRAMEWORKS
from goldstep.spec._ext.reproducers import findings
from goldstep.spec._ext.tables import table
from goldstep.spec.clauses import clauses

TITLES = {
    "optimizers": "Optimizers",
    "schedules": "Schedules",
    "averages": "Averages",
    "transforms": "Transforms",
    "loops": "Loops",
}


class FoundCounts(SphinxDirective):
    """``{found-counts}``: how many defects and documented traps of each framework."""

    def run(self):
        self.env.note_reread()
        rows = [[name, *counts(backend)] for backend, name in FRAMEWORKS.items()]
        return [table(["", "defects", "documented traps"], rows, classes=["numbers"])]


def counts(backend):
    """Defects and documented traps of a backend, as text."""
    return [str(len(findings(backend, documented=documented))) for documented in (False, True)]


class Counted(SphinxDirective):
    """``{counted}``: how much is specified, in a sentence."""

    def run(self):
        self.env.note_reread()
        variants = sum(len(get(name).variants) for name in names())
        by = f"by {len(clauses())} clauses and {len(all_cases())} goldens"
        return [nodes.paragraph("", f"{len(names())} algorithms in {variants} variants, {by}.")]


class Overview(SphinxDirective):
    """``{overview}``: a line of links for each family."""

    def run(self):
        self.env.note_reread()
        return [self._line(family) for family in FAMILIES]

    def _line(self, family):
        line = nodes.paragraph("", "", nodes.strong("", TITLES[family]), nodes.Text(": "))
        for number, name in enumerate(of_family(family)):
            line += nodes.Text(", " if number else "")
            line += _link(f"{family}/{name}", get(name).title, self.env.docname)
        return line


def _link(page, title, docname):
    link = addnodes.pending_xref(
        "", refdomain="std", reftype="doc", reftarget=f"/{page}", refexplicit=True, refdoc=docname, refwarn=True
    )
    link += nodes.inline(title, title)
    return link
