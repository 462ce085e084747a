"""What was found in the backends, on a page: `{found}` has the entries, `{found-severities}` their table."""

import re
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from goldstep.spec._ext.reproducers import SEVERITIES, findings
from goldstep.spec._ext.tables import clause_link, code, table

FRAMEWORKS = {
    "torch": "PyTorch",
    "optax": "optax",
    "pytorch-optimizer": "pytorch_optimizer",
    "keras": "Keras",
    "mlx": "MLX",
    "tinygrad": "tinygrad",
    "released": "other packages",
}
_CLAUSE = re.compile(r"\b([A-Z][A-Z-]*-\d+)\b")
_THREAD = re.compile(r"(https://github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+))(.*)")


class Found(SphinxDirective):
    """``{found} torch``: for each reproducer its first sentence, what else it says, its code, and what that prints.

    A docstring with a paragraph that begins with ``Documented:`` is no defect but a trap that the documentation tells
    of. Those are left out, and with the option ``:documented:`` they alone are shown.
    """

    required_arguments = 1
    option_spec: ClassVar = {"documented": directives.flag}

    def run(self):
        self.env.note_reread()
        found = findings(self.arguments[0], documented="documented" in self.options)
        if not found:
            raise self.error(f"nothing of this kind was found in {self.arguments[0]}")
        return [node for finding in found for node in _nodes(finding, self.env.docname)]


class FoundSeverities(SphinxDirective):
    """``{found-severities}``: how many findings of each severity; a number leads to the first of them."""

    def run(self):
        self.env.note_reread()
        rows = [[name, *_counts(backend)] for backend, name in FRAMEWORKS.items()]
        return [table(["", *SEVERITIES, "traps"], rows, classes=["numbers"])]


def _counts(backend):
    defects = findings(backend, documented=False)
    for group in [[x for x in defects if x.severity == s] for s in SEVERITIES] + [findings(backend, documented=True)]:
        count = str(len(group))
        yield nodes.reference("", count, internal=True, refid=group[0].anchor) if group else count


def _nodes(finding, docname):
    """A title that links to itself, what it breaks, what else is said, the code, where it lies, what it prints."""
    title, *rest = finding.paragraphs
    link = nodes.reference("", "", *_inline(title), internal=True, refid=finding.anchor)
    yield nodes.paragraph("", "", nodes.strong("", "", link), ids=[finding.anchor], classes=["finding"])
    yield nodes.paragraph("", "", *_told(finding, docname), classes=["told"])
    yield from (nodes.paragraph("", "", *_inline(text)) for text in rest)
    yield nodes.literal_block(finding.body, finding.body, language="python")
    yield nodes.paragraph("", "", code(f"python {finding.place}"), nodes.Text(" prints"), classes=["place"])
    yield nodes.literal_block(finding.shown, finding.shown, language="text", classes=["printed"])


def _told(finding, docname):
    """Severity, clauses and upstream, with their links."""
    yield nodes.Text(f"Severity: {finding.severity}. Clauses: ")
    for number, part in enumerate(_CLAUSE.split(finding.clauses)):
        yield clause_link(part, docname) if number % 2 else nodes.Text(part)
    yield nodes.Text(".")
    if thread := _THREAD.match(finding.upstream):
        yield nodes.Text(" Upstream: ")
        yield nodes.reference("", f"{thread[2]}#{thread[3]}", refuri=thread[1])
        yield nodes.Text(f"{thread[4]}.")


def _inline(text):
    """What stands between backticks is code."""
    for number, part in enumerate(text.split("`")):
        yield code(part) if number % 2 else nodes.Text(part)
