"""One step of a golden with all its numbers, built anew: ``goldstep golden check`` proves the file equal."""

from decimal import ROUND_DOWN, Context, Decimal
from math import prod

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from goldstep.golden.build import build
from goldstep.golden.catalogue import select
from goldstep.golden.departures import departures
from goldstep.golden.store import Golden
from goldstep.reference.arithmetics.formula import equations, letters, subscripted
from goldstep.reference.registry import get
from goldstep.spec._ext.tables import code, math, table

SHOWN = Context(prec=12, rounding=ROUND_DOWN)


class WorkedExample(SphinxDirective):
    """``{worked-example} adam/spike@paper 2``: what goes into step 2, and everything that comes out of it."""

    required_arguments = 2

    def run(self):
        self.env.note_reread()
        (case,) = select((self.arguments[0],))
        golden, t = Golden(build(case)), int(self.arguments[1])
        return [_intro(golden, t), *_scalars(golden, t), *_tensors(golden, t)]


def _intro(golden, t):
    text = nodes.paragraph("", "")
    text += [nodes.Text(f"Step {t} of the golden "), code(golden.case.id)]
    text += nodes.Text(f" ({golden.case.about}). Dots stand for further digits, which are in the golden.")
    for departure in departures(golden.case.id):
        text += nodes.Text(f" {departure}.")
    return text


def _scalars(golden, t):
    """Hyperparameters in force and coefficients."""
    algorithm = get(golden.case.algorithm)
    given = golden.case.given_at(t)
    rows = [[math(algorithm.hyper(name).latex), _digits(_decimal(value))] for name, value in given.items()]
    for name, value in golden.document["steps"][t - 1]["coefficients"].items():
        rows.append([math(_letter(algorithm, name, t)), _digits(value)])
    return [table(["scalar", "value"], rows, ["numbers"])] if rows else []


def _tensors(golden, t):
    """For each parameter a table: state before, gradient, and each quantity in the order of the formulas."""
    algorithm, document = get(golden.case.algorithm), golden.document
    order = [e.name for e in equations(algorithm, algorithm.variant(golden.case.variant))]
    for i, shape in enumerate(golden.case.shapes):
        after = document["steps"][t - 1]["parameters"][i]
        names = sorted(after, key=lambda name: order.index(name) if name in order else -1)
        rows = [(_letter(algorithm, slot, t - 1), _before(golden, t, slot, i)) for slot in document["slots"]]
        rows += _given(algorithm, document["gradients"][t - 1][i], t)
        rows += [(_letter(algorithm, name, t), after[name]) for name in names]
        size = max(len(values) for _, values in rows)
        yield nodes.paragraph("", f"Parameter {i}, of shape {tuple(shape)}:")
        yield table(
            ["quantity", *(f"element {k}" for k in range(size))],
            [[math(letter), *(_digits(x) for x in values)] for letter, values in rows if values],
            ["numbers"],
        )


def _given(algorithm, row, t):
    """Each input of the step by itself."""
    size = len(row) // max(1, len(algorithm.inputs))
    for k, input_ in enumerate(algorithm.inputs):
        yield _letter(algorithm, input_.name, t), row[k * size : (k + 1) * size]


def _before(golden, t, name, i):
    document = golden.document
    if t > 1:
        return document["steps"][t - 2]["parameters"][i][name]
    if name == "theta":
        return document["params"][i]
    slot = next(slot for slot in get(golden.case.algorithm).slots if slot.name == name)
    if slot.start == "theta":
        return document["params"][i]
    start = golden.case.hypers_at(1)[slot.start] if isinstance(slot.start, str) else slot.start
    return [_decimal(start)] * prod(golden.case.slot_shapes(name)[i])


def _letter(algorithm, name, t):
    return subscripted(letters(algorithm)[name], str(t))


def _decimal(value):
    return str(Decimal(value.numerator) / Decimal(value.denominator))


def _digits(text):
    cut = SHOWN.create_decimal(text)
    digits, e, exponent = text.partition("e") if cut == Decimal(text) else f"{cut}".lower().partition("e")
    return digits + ("" if cut == Decimal(text) else "…") + e + exponent
