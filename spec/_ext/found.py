"""What was found in a backend: the reproducers that lie beside its adapter."""

import ast
from importlib.resources import files
from typing import ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from goldstep.spec._ext.tables import code


class Finding(NamedTuple):
    """A reproducer: the paragraphs of its docstring, its code, its anchor on the page, and where it lies."""

    paragraphs: list[str]
    body: str
    anchor: str
    place: str


class Found(SphinxDirective):
    """``{found} torch``: for each reproducer its first sentence, what else it says, and its code.

    A docstring with a paragraph that begins with ``Documented:`` is no defect but a trap that the documentation tells
    of. Those are left out, and with the option ``:documented:`` they alone are shown.
    """

    required_arguments = 1
    option_spec: ClassVar = {"documented": directives.flag}

    def run(self):
        self.env.note_reread()
        found = list(findings(self.arguments[0], documented="documented" in self.options))
        if not found:
            raise self.error(f"nothing of this kind was found in {self.arguments[0]}")
        return [node for finding in found for node in _nodes(finding)]


def findings(backend, *, documented):
    """The reproducers of a backend that are documented traps, or that are not."""
    package = backend.replace("-", "_")
    folder = files("goldstep.adapters").joinpath(package, "reproducers")
    for script in sorted((p for p in folder.iterdir() if p.name.endswith(".py")), key=lambda p: p.name):
        source = script.read_text(encoding="utf-8")
        paragraphs = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")
        if any(text.startswith("Documented:") for text in paragraphs) == documented:
            anchor = f"found-{package}-{script.name.removesuffix('.py')}".replace("_", "-")
            place = f"adapters/{package}/reproducers/{script.name}"
            yield Finding(paragraphs, source.split('"""', 2)[2].strip(), anchor, place)


def _nodes(finding):
    """A title that links to itself, what else is said, the code, and where it lies."""
    title, *rest = (" ".join(text.split()) for text in finding.paragraphs)
    link = nodes.reference("", "", *_inline(title), internal=True, refid=finding.anchor)
    yield nodes.paragraph("", "", nodes.strong("", "", link), ids=[finding.anchor], classes=["finding"])
    yield from (nodes.paragraph("", "", *_inline(text)) for text in rest)
    yield nodes.literal_block(finding.body, finding.body, language="python")
    yield nodes.paragraph("", "", code(f"python {finding.place}"), classes=["place"])


def _inline(text):
    """What stands between backticks is code."""
    for number, part in enumerate(text.split("`")):
        yield code(part) if number % 2 else nodes.Text(part)
