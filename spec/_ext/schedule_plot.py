"""{schedule-plot} NAME: the learning rates of all variants of a schedule over each other, as an inline SVG."""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from goldstep.spec.plots import cases_of, reference_curves, svg


class SchedulePlot(SphinxDirective):
    """`:steps:` shows more of it than the golden has, `:set:` takes ``name=value`` pairs."""

    required_arguments = 1
    option_spec: ClassVar = {"steps": directives.positive_int, "set": directives.unchanged_required}

    def run(self):
        self.env.note_reread()
        name = self.arguments[0]
        hyper = {key: float(value) for key, value in (pair.split("=") for pair in self.options.get("set", "").split())}
        picture = svg(reference_curves(cases_of(name, hyper, self.options.get("steps"))))
        label = f"Learning rates of the variants of {name} over the steps"
        opened = picture[picture.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
        return [nodes.raw("", f'<div class="schedule-plot">{opened}</div>', format="html")]
