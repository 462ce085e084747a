"""What was found in a backend: the reproducers that lie beside its adapter."""

import ast
from importlib.resources import files
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from goldstep.spec._ext.tables import code


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
        return [node for paragraphs, body in found for node in _nodes(paragraphs, body)]


def findings(backend, *, documented):
    """Of each reproducer of a backend the paragraphs of its docstring, and its code."""
    folder = files("goldstep.adapters").joinpath(backend.replace("-", "_"), "reproducers")
    for script in sorted((p for p in folder.iterdir() if p.name.endswith(".py")), key=lambda p: p.name):
        source = script.read_text(encoding="utf-8")
        paragraphs = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")
        if any(text.startswith("Documented:") for text in paragraphs) == documented:
            yield paragraphs, source.split('"""', 2)[2].strip()


def _nodes(paragraphs, body):
    title, *rest = (" ".join(text.split()) for text in paragraphs)
    yield nodes.paragraph("", "", nodes.strong("", "", *_inline(title)))
    yield from (nodes.paragraph("", "", *_inline(text)) for text in rest)
    yield nodes.literal_block(body, body, language="python")


def _inline(text):
    """What stands between backticks is code."""
    for number, part in enumerate(text.split("`")):
        yield code(part) if number % 2 else nodes.Text(part)
