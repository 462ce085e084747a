"""The directives of the pages. What they show comes from the code that made the goldens.

{formulas} ALGORITHM VARIANT      the equations of a step, each with its clause; the option
                                  `:unlike: OTHER` leaves only those that the variant OTHER does not have
{hyperparameters} ALGORITHM       letters, domains, meanings, and the defaults of each variant
{state} ALGORITHM                 the state variables and their start
{variants} ALGORITHM              the switches of each variant, and who has it
{worked-example} CASE STEP        every number of one step of a golden
{golden-archive}                  all goldens as a file to download
{picture} NAME                    where optimizers go, by the reference
{schedule-plot} SCHEDULE          the learning rates of its variants over each other
{found} BACKEND                   what was found in a backend, each with its reproducer; with `:documented:`
                                  the traps that its documentation tells of
{found-severities}                how many findings of each severity, with links to them
{found-counts}                    how much was found in each framework
{released}                        what came of released packages that have no adapter
{clause-history}                  when clauses came and when their texts changed
{counted}, {overview}             how much is specified, and links to all of it
{sensitivity}                     the smallest error of the learning rate that is convicted
{convictions}                     how many impostors of each kind are convicted; with `:survivors:` the others
{mutations}                       how many mutants of each module are convicted; with `:survivors:` the others
{cite-this}                       how to cite the page that it stands on
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

import goldstep
from goldstep.reference.algorithm import GRADIENT, Window, columns, no_matrix, parameter, rows, scalar
from goldstep.reference.arithmetics.formula import equations, letters, subscripted
from goldstep.reference.registry import get
from goldstep.spec._ext import mathfont, mathml
from goldstep.spec._ext.archive import GoldenArchive
from goldstep.spec._ext.clause_history import ClauseHistory, since
from goldstep.spec._ext.convictions import Convictions
from goldstep.spec._ext.found import Found, FoundSeverities
from goldstep.spec._ext.mutations import Mutations
from goldstep.spec._ext.overview import Counted, FoundCounts, Overview
from goldstep.spec._ext.pictures import PictureOf, SchedulePlot
from goldstep.spec._ext.released import Released
from goldstep.spec._ext.sensitivity import Sensitivity
from goldstep.spec._ext.tables import clause_link, code, math, table
from goldstep.spec._ext.worked_example import WorkedExample
from goldstep.spec.clauses import clauses
from goldstep.spec.history import HISTORY

EXTENTS = {
    parameter: "",
    scalar: "; one number",
    rows: "; one value a row, for matrices",
    columns: "; one value a column, for matrices",
    no_matrix: "; for parameters that are no matrix",
}


class AlgorithmDirective(SphinxDirective):
    """A directive whose first argument names an algorithm; it is read anew at every build."""

    required_arguments = 1

    def run(self):
        self.env.note_reread()
        return self.show(get(self.arguments[0]), *self.arguments[1:])


class Formulas(AlgorithmDirective):
    required_arguments = 2
    option_spec: ClassVar = {"unlike": directives.unchanged_required}

    def show(self, algorithm, variant):
        found = equations(algorithm, algorithm.variant(variant))
        if "unlike" in self.options:
            other = equations(algorithm, algorithm.variant(self.options["unlike"]))
            found = [e for e in found if e not in other]
        general = [e for e in found if e.stage in ("coefficients", "step")]
        result = [self._table(general)] if general else []
        for stage in dict.fromkeys(e.stage for e in found if e not in general):
            title = f"{stage.capitalize()}:" if stage.startswith("for ") else f"{stage.capitalize()} has instead:"
            result.append(nodes.paragraph("", title))
            result.append(self._table([e for e in found if e.stage == stage]))
        return result

    def _table(self, found):
        rows = [[math(e.latex, display=True), clause_link(e.clause, self.env.docname)] for e in found]
        return table(None, rows, ["formulas"])


class Hyperparameters(AlgorithmDirective):
    def show(self, algorithm):
        if not algorithm.hypers:
            return [nodes.paragraph("", "There are none.")]
        meanings = [[code(h.name), math(h.latex), _domain(h), h.meaning] for h in algorithm.hypers]
        defaults = [[code(v.name), *(_default(v, h) for h in algorithm.hypers)] for v in algorithm.variants]
        return [
            table(["name", "letter", "domain", "meaning"], meanings),
            nodes.paragraph("", "Defaults; a dash stands where a variant does not have the hyperparameter:"),
            table(["variant", *(math(h.latex) for h in algorithm.hypers)], defaults),
        ]


class State(AlgorithmDirective):
    def show(self, algorithm):
        rows = []
        for slot in algorithm.slots:
            start = f"{subscripted(slot.latex, '0')} = {_start(algorithm, slot)}"
            kept = [code(f"{switch}={value}") for switch, value in slot.when.items()] or "always"
            rows.append([code(slot.name), math(start), slot.meaning + _extent(algorithm, slot), kept])
        inputs = [[code(i.name), math(i.latex), i.meaning] for i in algorithm.inputs]
        return [
            *([table(["slot", "start", "meaning", "kept"], rows)] if rows else []),
            *(
                [table(["input of a step", "letter", "meaning"], inputs)]
                if algorithm.inputs not in ((), (GRADIENT,))
                else []
            ),
        ]


def _start(algorithm, slot):
    if slot.start == "theta":
        return subscripted(letters(algorithm)["theta"], "0")
    return algorithm.hyper(slot.start).latex if isinstance(slot.start, str) else str(slot.start)


def _extent(algorithm, slot):
    """What shape a slot has, where it is not that of the parameter."""
    if isinstance(slot.shape, Window):
        return f"; the last {slot.shape.name} of them"
    return EXTENTS[slot.shape]


class Variants(AlgorithmDirective):
    def show(self, algorithm):
        switches = list(algorithm.switches)
        rows = [[code(v.name), *(code(v.switches[s]) for s in switches), v.source] for v in algorithm.variants]
        return [table(["variant", *(code(s) for s in switches), "where"], rows)]


class CiteThis(SphinxDirective):
    def run(self):
        self.env.note_reread()
        page, version = self.env.docname, goldstep.__version__
        title = self.state.document.next_node(nodes.title).astext()
        ids = [clause.id for clause in clauses().values() if clause.page == page]
        base = self.config.html_baseurl
        fields = {
            "author": "{The Goldstep developers}",
            "title": f"{{Goldstep}} {version}: {title}",
            "year": version.split(".")[0],
            "note": f"{page}.html" + (f", clauses {ids[0]} to {ids[-1]}" if ids else ""),
            **({"url": f"{base}{page}.html"} if base else {}),
        }
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        entry = f"@misc{{goldstep-{page.split('/')[-1]}-{version},\n{body}\n}}"
        sentence = f"Name the release with the clause, since later releases may add clauses: Goldstep {version}"
        return [
            nodes.paragraph("", sentence + (f", {ids[0]}." if ids else ".")),
            nodes.literal_block(entry, entry, language="bibtex"),
        ]


def _domain(hyper):
    return math(hyper.domain.text.replace("inf", r"\infty"))


def _default(variant, hyper):
    if hyper.name not in variant.defaults:
        return "–"
    value = variant.defaults[hyper.name]
    return "required" if value is None else code(value)


def link_clauses(app, doctree):
    """Make the number of each clause a link to itself, to be copied into an issue or a paper; say if it is new."""
    ages = since()
    app.env.note_dependency(str(HISTORY))
    for paragraph in doctree.findall(nodes.paragraph):
        head = paragraph.next_node(nodes.strong)
        anchor = head.astext().removesuffix(".").lower() if head else ""
        if anchor in paragraph["ids"]:
            paragraph["classes"].append("clause-text")
            head.replace_self(nodes.reference("", "", head.deepcopy(), refid=anchor, internal=True))
            if anchor.upper() in ages:
                paragraph += nodes.inline("", f" ({ages[anchor.upper()]})", classes=["since"])


def setup(app):
    app.connect("doctree-read", link_clauses)
    mathml.setup(app)
    mathfont.setup(app)
    app.add_directive("formulas", Formulas)
    app.add_directive("hyperparameters", Hyperparameters)
    app.add_directive("state", State)
    app.add_directive("variants", Variants)
    app.add_directive("worked-example", WorkedExample)
    app.add_directive("found", Found)
    app.add_directive("found-severities", FoundSeverities)
    app.add_directive("found-counts", FoundCounts)
    app.add_directive("clause-history", ClauseHistory)
    app.add_directive("counted", Counted)
    app.add_directive("overview", Overview)
    app.add_directive("golden-archive", GoldenArchive)
    app.add_directive("picture", PictureOf)
    app.add_directive("schedule-plot", SchedulePlot)
    app.add_directive("released", Released)
    app.add_directive("sensitivity", Sensitivity)
    app.add_directive("convictions", Convictions)
    app.add_directive("mutations", Mutations)
    app.add_directive("cite-this", CiteThis)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
