"""Math as MathML, written when the pages are built: browsers draw it themselves."""

import re

from docutils import nodes
from latex2mathml.converter import convert

# The ASCII circumflex is drawn as wide as its letter; the modifier letter is a hat of one size.
_HAT = re.compile(r'<mover accent="true">(<mi>[^<]*</mi>)<mo>&#x0005E;</mo></mover>')


def mathml(latex: str, *, display: bool, block: bool = False) -> str:
    """One ``<math>`` element; `display` asks for full-size fractions, `block` for a line of its own."""
    element = convert(latex, display="block" if block else "inline")
    element = _HAT.sub(r'<mover accent="true">\1<mo stretchy="false">&#x002C6;</mo></mover>', element)
    element = element.replace("<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>")  # infinity is no operator
    return element.replace("<math ", '<math displaystyle="true" ', 1) if display and not block else element


def visit_inline(self, node):
    self.body.append(mathml(node.astext(), display="display" in node["classes"]))
    raise nodes.SkipNode


def visit_block(self, node):
    self.body.append(f'<div class="math">{mathml(node.astext(), display=True, block=True)}</div>')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
