r"""The formula reading: the LaTeX of the spec pages, from the same lines that give the golden values.

A value is an expression; naming it with ``q`` writes an equation and returns the letter of the quantity, so
each equation is as short as its source line. What a variant lacks is 0 here and vanishes from its formulas.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from goldstep.reference.algorithm import Algorithm, Recorder, Variant
from goldstep.reference.arithmetics.base import Arithmetic
from goldstep.reference.arithmetics.expression import Expression, Function, Number, StepNumber, Symbol
from goldstep.reference.errors import OutOfDomain

EARLY = range(1, 10)  # steps that may differ from the general one
GENERAL = 1000


@dataclass(frozen=True)
class Equation:
    """One named quantity; `stage` is "coefficients", "step", or an early one that differs: "step 1"."""

    name: str
    clause: str
    latex: str
    stage: str


def equations(algorithm: Algorithm, variant: Variant) -> list[Equation]:
    """The equations of step t, and after them those of the early steps that are not the same."""
    general = _read(algorithm, variant, StepNumber(GENERAL, "t"))
    return general + [e for t in EARLY for e in _unlike(general, algorithm, variant, t)]


def _unlike(general: list[Equation], algorithm: Algorithm, variant: Variant, t: int) -> list[Equation]:
    """What step `t` has in place of the general equations; state that it leaves alone stays as it was."""
    usual = {e.name: e for e in general}
    alike = {e.name for e in _read(algorithm, variant, StepNumber(t, "t")) if e == usual.get(e.name)}
    here = _read(algorithm, variant, StepNumber(t, str(t)))
    arithmetic = Formula(algorithm, StepNumber(t, str(t)))
    for name in _stored(algorithm, variant):
        if name in usual and name not in {e.name for e in here}:
            arithmetic.named(name, arithmetic.before(name))
            here.append(Equation(name, usual[name].clause, arithmetic.written[name], "step"))
    return [Equation(e.name, e.clause, e.latex, f"step {t}") for e in here if e.name not in alike]


def letters(algorithm: Algorithm) -> dict[str, str]:
    """The LaTeX letter of each quantity, without its subscript for time."""
    return {"theta": r"\theta", "g": "g", **{s.name: s.latex for s in algorithm.slots}, **algorithm.latex}


def subscripted(letter: str, index: str) -> str:
    """`letter` with one subscript more: ``b_1`` at t is ``b_{1,t}``."""
    match = re.fullmatch(r"(.+)_(?:\{([^{}]*)\}|(\w|\\\w+))", letter)
    if match:
        letter, index = match[1], f"{match[2] or match[3]},{index}"
    return f"{letter}_{index}" if len(index) == 1 else f"{letter}_{{{index}}}"


class Formula(Arithmetic):
    """Writes an equation for each named quantity of step `t`."""

    def __init__(self, algorithm: Algorithm, t: StepNumber) -> None:
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
        symbol = self.now(name)
        self.written[name] = f"{symbol.latex} = {value.latex}"
        return symbol

    def number(self, value: Any) -> Expression:
        return Expression.of(value)

    def tensor(self, values: Sequence[Fraction]) -> Any:
        raise TypeError("a formula has letters where other readings have tensors")

    def filled(self, value: Expression, size: int) -> Expression:
        return value

    def sqrt(self, x: Any) -> Expression:
        x = Expression.of(x)
        return x if isinstance(x, Number) and x.value in (0, 1) else Function(r"\sqrt{", (x,), "}")

    def maximum(self, x: Any, y: Any) -> Expression:
        return Function(r"\max(", (x, y), ")")

    def minimum(self, x: Any, y: Any) -> Expression:
        return Function(r"\min(", (x, y), ")")

    def clip(self, x: Any, limit: Any) -> Expression:
        limit = Expression.of(limit)
        return Function(r"\operatorname{clip}(", (x, -limit, limit), ")")


def _read(algorithm: Algorithm, variant: Variant, t: StepNumber) -> list[Equation]:
    arithmetic = Formula(algorithm, t)
    h = SimpleNamespace(**_hypers(algorithm, variant), **variant.switches)
    q = Recorder(arithmetic)
    algorithm.coefficients(q, h, t)
    found = [Equation(name, q.clauses[name], arithmetic.written[name], "coefficients") for name in q.values]
    state = {name: arithmetic.before(name) for name in _stored(algorithm, variant)}
    c, q = SimpleNamespace(**q.values), Recorder(arithmetic)
    algorithm.step(q, h, c, SimpleNamespace(**state, g=arithmetic.now("g")), t)
    return found + [Equation(name, q.clauses[name], arithmetic.written[name], "step") for name in q.values]


def _stored(algorithm: Algorithm, variant: Variant) -> tuple[str, ...]:
    return ("theta", *(slot.name for slot in algorithm.slots_of(variant)))


def _hypers(algorithm: Algorithm, variant: Variant) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for hyper in algorithm.hypers:
        if hyper.name in variant.defaults:
            found[hyper.name] = Symbol(hyper.latex)
        elif hyper.neutral is not None:
            found[hyper.name] = Number(hyper.neutral)
        else:
            lacking = f"{algorithm.name} {variant.name} lacks {hyper.name}"
            raise OutOfDomain(f"{lacking}, which has no neutral value")
    return found
