r"""The formula reading: the LaTeX of the spec pages, from the same lines that give the golden values.

A value is an expression; naming it with ``q`` writes an equation and returns the letter of the quantity, so
each equation is as short as its source line. What a variant lacks is 0 here and vanishes from its formulas.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.base import Arithmetic, Shape
from goldstep.reference.arithmetics.expression import (
    ATOM,
    Cases,
    Expression,
    Function,
    Negative,
    Number,
    Product,
    StepNumber,
    Symbol,
)
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.reading import Recorder

_RELATIONS = {">": ">", ">=": r"\ge", "==": "=", "<": "<", "<=": r"\le"}
_TURNED = {">": "<", ">=": r"\le"}
EARLY = range(1, 10)  # steps that may differ from the general one
GENERAL = 1000


@dataclass(frozen=True)
class Equation:
    """One named quantity; `stage` is "coefficients", "step", or an early one that differs: "step 1"."""

    name: str
    clause: str
    latex: str
    stage: str


def equations(algorithm: Algorithm, variant: Variant, *, short: bool = False) -> list[Equation]:
    """The equations of step t for each kind of parameter, and after them those of the early steps that differ.

    The `short` form has none that only gives another name to a letter.
    """
    of_kind: dict[str, list[Equation]] = {}
    for kind, shape in algorithm.kinds.items():
        general = _read(algorithm, variant, StepNumber(GENERAL, "t"), shape, short)
        of_kind[kind] = general + [e for t in EARLY for e in _unlike(general, algorithm, variant, t, shape, short)]
    first, *others = of_kind
    if all(of_kind[kind] == of_kind[first] for kind in others):  # this variant treats all parameters alike
        return of_kind[first]
    kept = [(kind, e) for kind in of_kind for e in of_kind[kind] if kind == first or e.stage != "coefficients"]
    return [_of_kind(e, kind) for kind, e in kept]


def _of_kind(equation: Equation, kind: str) -> Equation:
    if not kind or equation.stage == "coefficients":
        return equation
    stage = f"for {kind}" if equation.stage == "step" else f"{equation.stage}, {kind}"
    return replace(equation, stage=stage)


def _unlike(
    general: list[Equation], algorithm: Algorithm, variant: Variant, t: int, shape: Shape, short: bool
) -> list[Equation]:
    """What step `t` has in place of the general equations; state that it leaves alone stays as it was."""
    usual = {e.name: e for e in general}
    alike = {e.name for e in _read(algorithm, variant, StepNumber(t, "t"), shape, short) if e == usual.get(e.name)}
    here = _read(algorithm, variant, StepNumber(t, str(t)), shape, short)
    arithmetic = Formula(algorithm, StepNumber(t, str(t)))
    for name in _stored(algorithm, variant):
        if name in usual and name not in {e.name for e in here}:
            arithmetic.named(name, arithmetic.before(name))
            here.append(Equation(name, usual[name].clause, arithmetic.written[name], "step"))
    return [Equation(e.name, e.clause, e.latex, f"step {t}") for e in here if e.name not in alike]


def letters(algorithm: Algorithm) -> dict[str, str]:
    """The LaTeX letter of each quantity, without its subscript for time."""
    inputs = {input_.name: input_.latex for input_ in algorithm.inputs}
    return {"theta": r"\theta", **inputs, **{s.name: s.latex for s in algorithm.slots}, **algorithm.latex}


def subscripted(letter: str, index: str) -> str:
    """`letter` with one subscript more: ``b_1`` at t is ``b_{1,t}``."""
    match = re.fullmatch(r"(.+)_(?:\{([^{}]*)\}|(\w|\\\w+))", letter)
    if match:
        letter, index = match[1], f"{match[2] or match[3]},{index}"
    return f"{letter}_{index}" if len(index) == 1 else f"{letter}_{{{index}}}"


class Formula(Arithmetic):
    """Writes an equation for each named quantity of step `t`."""

    def __init__(self, algorithm: Algorithm, t: StepNumber, kept: tuple[str, ...] | None = None) -> None:
        """A quantity that is but a letter is not written, unless it is in `kept`; None: every one is."""
        self.kept = kept
        self.letters = letters(algorithm)
        self.t = t
        self.written: dict[str, str] = {}

    def letter(self, name: str, t: StepNumber) -> Symbol:
        letter = self.letters.get(name) or r"\mathrm{" + name.replace("_", r"\_") + "}"
        return Symbol(subscripted(letter, t.latex.replace(" ", "")))

    def before(self, name: str) -> Symbol:
        return self.letter(name, self.t - 1)

    def now(self, name: str) -> Symbol:
        return self.letter(name, self.t)

    def named(self, name: str, value: Expression) -> Symbol:
        if self.kept is not None and name not in self.kept and isinstance(value, Symbol):
            return value
        symbol = self.now(name)
        self.written[name] = f"{symbol.latex} = {value.latex}"
        return symbol

    def number(self, value: Any) -> Expression:
        return Expression.of(value)

    def tensor(self, values: Sequence[Fraction]) -> Any:
        raise TypeError("a formula has letters where other readings have tensors")

    def filled(self, value: Expression, size: int) -> Expression:
        return value

    def flat(self, x: Expression) -> Expression:
        return x

    def only(self, x: Expression) -> Expression:
        return x

    def sqrt(self, x: Any) -> Expression:
        x = Expression.of(x)
        return x if isinstance(x, Number) and x.value in (0, 1) else Function(r"\sqrt{", (x,), "}")

    def cbrt(self, x: Any) -> Expression:
        x = Expression.of(x)
        return x if isinstance(x, Number) and x.value in (0, 1) else Function(r"\sqrt[3]{", (x,), "}")

    def maximum(self, x: Any, y: Any) -> Expression:
        return Function(r"\max(", (x, y), ")")

    def minimum(self, x: Any, y: Any) -> Expression:
        return Function(r"\min(", (x, y), ")")

    def abs(self, x: Any) -> Expression:
        return Function("|", (x,), "|")

    def sign(self, x: Any) -> Expression:
        return Function(r"\operatorname{sign}(", (x,), ")")

    def power(self, x: Any, y: Any) -> Expression:
        return Expression.of(x) ** Expression.of(y)

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Expression:
        yes, no = (Expression.of(z() if callable(z) else z) for z in (yes, no))
        left, right, sign = Expression.of(x), Expression.of(y), _RELATIONS[relation]
        if isinstance(left, Negative) and y == 0:
            left, sign = -left, _TURNED[relation]
        return Cases(f"{left.write(False)} {sign} {right.write(False)}", yes, no)

    def when(self, m: int, relation: str, n: int, yes: Any, no: Any) -> Expression:
        yes, no = (Expression.of(z() if callable(z) else z) for z in (yes, no))
        if yes.latex == no.latex:
            return yes
        return Cases(f"{Expression.of(m).write(False)} {_RELATIONS[relation]} {Expression.of(n).write(False)}", yes, no)

    def cos_pi(self, x: Any) -> Expression:
        return Function(r"\cos(", (Symbol(r"\pi") * Expression.of(x),), ")")

    def total(self, x: Any) -> Expression:
        return Function(r"\textstyle\sum(", (x,), ")")

    def largest(self, x: Any) -> Expression:
        return Function(r"\max(", (x,), ")")

    def norm(self, x: Any) -> Expression:
        return Function(r"\lVert ", (x,), r"\rVert")

    def mean(self, x: Any, shape: Shape) -> Expression:
        return Function(r"\operatorname{mean}(", (x,), ")")

    def rms(self, x: Any, shape: Shape) -> Expression:
        return Function(r"\operatorname{RMS}(", (x,), ")")

    def size(self, x: Any) -> int:
        return 0

    def divide(self, x: Any, sizes: Sequence[int]) -> list[Expression]:
        whole = Expression.of(x).inside(ATOM, False)
        return [Symbol(f"{whole}^{{({k})}}") for k in range(1, len(sizes) + 1)]

    def join(self, parts: Sequence[Any]) -> Expression:
        return Function("(", tuple(parts), ")")

    def row_sums(self, x: Any, shape: Shape) -> Expression:
        return Function(r"\operatorname{rowsums}(", (x,), ")")

    def column_sums(self, x: Any, shape: Shape) -> Expression:
        return Function(r"\operatorname{columnsums}(", (x,), ")")

    def row_means(self, x: Any, shape: Shape) -> Expression:
        return Function(r"\operatorname{rowmeans}(", (x,), ")")

    def column_means(self, x: Any, shape: Shape) -> Expression:
        return Function(r"\operatorname{columnmeans}(", (x,), ")")

    def spread_rows(self, x: Any, shape: Shape) -> Expression:
        return Product(Expression.of(x), Symbol(r"\mathbf{1}^\top"))

    def spread_columns(self, x: Any, shape: Shape) -> Expression:
        return Product(Symbol(r"\mathbf{1}"), Symbol(f"{Expression.of(x).inside(ATOM, False)}^\\top"))

    def transposed(self, x: Any, shape: Shape) -> Expression:
        return Symbol(f"{Expression.of(x).inside(ATOM, False)}^\\top")

    def matmul(self, x: Any, y: Any, shape: Shape) -> Expression:
        return Product(Expression.of(x), Expression.of(y))

    def odd_polynomial(self, x: Any, shape: Shape, a: Any, b: Any, c: Any) -> Expression:
        X = Expression.of(x).inside(ATOM, False)
        gram = Symbol(f"{X} {X}^\\top {X}")
        twice = Symbol(f"({X} {X}^\\top)^2 {X}")
        return a * Expression.of(x) + b * gram + c * twice

    def clip(self, x: Any, limit: Any) -> Expression:
        limit = Expression.of(limit)
        return Function(r"\operatorname{clip}(", (x, -limit, limit), ")")


def _read(algorithm: Algorithm, variant: Variant, t: StepNumber, shape: Shape, short: bool) -> list[Equation]:
    arithmetic = Formula(algorithm, t, _stored(algorithm, variant) if short else None)
    h = SimpleNamespace(**_hypers(algorithm, variant), **variant.switches)
    q = Recorder(arithmetic)
    algorithm.coefficients(q, h, t)
    found = [
        Equation(name, q.clauses[name], arithmetic.written[name], "coefficients")
        for name in q.values
        if name in arithmetic.written
    ]
    state = {name: arithmetic.before(name) for name in _stored(algorithm, variant)}
    inputs = {input_.name: arithmetic.now(input_.name) for input_ in algorithm.inputs}
    c, q = SimpleNamespace(**q.values), Recorder(arithmetic)
    algorithm.step(q, h, c, SimpleNamespace(**state, **inputs, shape=_lettered(shape)), t)
    return found + [
        Equation(name, q.clauses[name], arithmetic.written[name], "step")
        for name in q.values
        if name in arithmetic.written
    ]


def _lettered(shape: Shape) -> Shape:
    """The numbers of rows and columns of a matrix under these words."""
    if len(shape) != 2:
        return shape
    return StepNumber(shape[0], r"\text{rows}"), StepNumber(shape[1], r"\text{columns}")


def _stored(algorithm: Algorithm, variant: Variant) -> tuple[str, ...]:
    return ("theta", *(slot.name for slot in algorithm.slots_of(variant)))


def _hypers(algorithm: Algorithm, variant: Variant) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for hyper in algorithm.hypers:
        if hyper.name in variant.defaults:
            found[hyper.name] = StepNumber(hyper.typical, hyper.latex) if hyper.integer else Symbol(hyper.latex)
        elif hyper.neutral is not None:
            found[hyper.name] = int(hyper.neutral) if hyper.integer else Number(hyper.neutral)
        else:
            lacking = f"{algorithm.name} {variant.name} lacks {hyper.name}"
            raise OutOfDomain(f"{lacking}, which has no neutral value")
    return found
