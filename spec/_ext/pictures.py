"""{schedule-plot} NAME: the learning rates of all variants of a schedule; {picture} NAME: one of those of `descents`.

Both are an SVG within the page, in the colours of its theme, with a link that has every number.
"""

import base64
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from goldstep.spec.descents import PICTURES
from goldstep.spec.drawing import DARK
from goldstep.spec.plots import cases_of, picture, reference_curves


def shown(name, drawn, label):
    """A picture as it stands in a page, which says itself whether it is dark."""
    svg = drawn.svg().replace(DARK, "")
    opened = svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    numbers = base64.b64encode(drawn.csv().encode()).decode()
    link = f'<a download="{name}.csv" href="data:text/csv;base64,{numbers}">Its numbers</a>'
    return nodes.raw("", f'<div class="picture">{opened}<p>{link}</p></div>', format="html")


class SchedulePlot(SphinxDirective):
    """`:steps:` shows more of it than the golden has, `:set:` takes ``name=value`` pairs."""

    required_arguments = 1
    option_spec: ClassVar = {"steps": directives.positive_int, "set": directives.unchanged_required}

    def run(self):
        self.env.note_reread()
        name = self.arguments[0]
        hyper = {key: float(value) for key, value in (pair.split("=") for pair in self.options.get("set", "").split())}
        drawn = picture(reference_curves(cases_of(name, hyper, self.options.get("steps"))))
        return [shown(name, drawn, f"Learning rates of the variants of {name} over the steps")]


class PictureOf(SphinxDirective):
    required_arguments = 1

    def run(self):
        self.env.note_reread()
        drawn = PICTURES[self.arguments[0]]()
        return [shown(self.arguments[0], drawn, drawn.title)]
