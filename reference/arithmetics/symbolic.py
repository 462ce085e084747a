"""The symbolic reading: a step as functions of the state before it, in a form in which equality can be proved."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import flint

from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.base import Arithmetic, Shape
from goldstep.reference.arithmetics.expression import StepNumber
from goldstep.reference.arithmetics.field import Field
from goldstep.reference.arithmetics.ratio import Ratio, Unprovable, number_of
from goldstep.reference.reading import Recorder

EARLY = range(1, 10)  # steps that may differ from the general one
GENERAL = StepNumber(1000, "t")


class Symbolic(Arithmetic):
    """A tensor is a letter that stands for each of its elements; what brings elements together is an atom."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def number(self, value: Any) -> Ratio:
        return value if isinstance(value, Ratio) else number_of(self.field, value)

    def filled(self, value: Any, size: int) -> Any:
        return value

    def only(self, x: Any) -> Any:
        return x

    flat = only

    def size(self, x: Any) -> int:
        return 0

    def sqrt(self, x: Any) -> Ratio:
        return self.field.root(self.number(x))

    def cbrt(self, x: Any) -> Ratio:
        return self.field.cube_root(self.number(x))

    def abs(self, x: Any) -> Ratio:
        return self.field.absolute(self.number(x))

    def maximum(self, x: Any, y: Any) -> Ratio:
        x, y = sorted((self.number(x), self.number(y)), key=lambda z: z.key)
        known = (x - y).constant
        return self.field.atom("max", x, y) if known is None else x if known >= 0 else y

    def minimum(self, x: Any, y: Any) -> Ratio:
        x, y = sorted((self.number(x), self.number(y)), key=lambda z: z.key)
        known = (x - y).constant
        return self.field.atom("min", x, y) if known is None else y if known >= 0 else x

    def sign(self, x: Any) -> Ratio:
        return self.field.atom("sign", self.number(x))

    def power(self, x: Any, y: Any) -> Ratio:
        x, y = self.number(x), self.number(y)
        base, exponent = x.constant, y.constant
        if exponent is not None and exponent.denominator == 1:
            return x ** int(exponent)
        return self.field.atom("power", x, y) if base is None or base <= 0 else self._power_of_number(base, y)

    def _power_of_number(self, base: Fraction, y: Ratio) -> Ratio:
        """By the powers of its prime factors, so that products of powers of numbers have one form."""
        made = self.number(1)
        for n, sign in ((base.numerator, 1), (base.denominator, -1)):
            for prime, count in flint.fmpz(n).factor():
                made = made * self.field.atom("power", self.number(int(prime)), y, nonnegative=True) ** (sign * count)
        return made

    def cos_pi(self, x: Any) -> Ratio:
        known = self.number(x).constant
        return self.field.atom("cos_pi", self.number(x)) if known is None else self._cos_pi_of_number(known)

    def _cos_pi_of_number(self, x: Fraction) -> Ratio:
        """By the cosine of an angle up to a right one, which is rational at 0, a third and a half of the half turn."""
        x = min(x % 2, 2 - x % 2)
        if x > Fraction(1, 2):
            return -self._cos_pi_of_number(1 - x)
        rational = {Fraction(0): Fraction(1), Fraction(1, 3): Fraction(1, 2), Fraction(1, 2): Fraction(0)}
        return (
            self.number(rational[x]) if x in rational else self.field.atom("cos_pi", self.number(x), nonnegative=True)
        )

    def where(self, x: Any, relation: str, y: Any, yes: Any, no: Any) -> Ratio:
        known = (self.number(x) - self.number(y)).constant
        if known is not None:
            taken = yes if (known > 0 if relation == ">" else known >= 0) else no
            return self.number(taken() if callable(taken) else taken)
        yes, no = (self.number(z() if callable(z) else z) for z in (yes, no))
        return yes if yes.same(no) else self.field.atom(f"where {relation}", self.number(x) - self.number(y), yes, no)

    def when(self, m: int, relation: str, n: int, yes: Any, no: Any) -> Any:
        if not any(isinstance(x, StepNumber) for x in (m, n)):
            return super().when(m, relation, n, yes, no)
        yes, no = (self.number(z() if callable(z) else z) for z in (yes, no))
        return yes if yes.same(no) else self.field.atom(f"when {relation}", m, n, yes, no)

    def total(self, x: Any) -> Ratio:
        return self.field.atom("total", x)

    def largest(self, x: Any) -> Ratio:
        return self.field.atom("largest", x)

    def mean(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("mean", x, *shape)

    def divide(self, x: Any, sizes: Sequence[int]) -> list[Ratio]:
        return [self.field.atom(f"part {k}", x, *sizes) for k in range(len(sizes))]

    def join(self, parts: Sequence[Any]) -> Ratio:
        return self.field.atom("join", *parts)

    def row_sums(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("row_sums", x, *shape)

    def column_sums(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("column_sums", x, *shape)

    def row_means(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("row_means", x, *shape)

    def column_means(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("column_means", x, *shape)

    def spread_rows(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("spread_rows", x, *shape)

    def spread_columns(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("spread_columns", x, *shape)

    def transposed(self, x: Any, shape: Shape) -> Ratio:
        return self.field.atom("transposed", x, *shape)

    def matmul(self, x: Any, y: Any, shape: Shape) -> Ratio:
        return self.field.atom("matmul", x, y, *shape)

    def odd_polynomial(self, x: Any, shape: Shape, a: Any, b: Any, c: Any) -> Ratio:
        return self.field.atom("odd_polynomial", x, *shape, *map(self.number, (a, b, c)))


class OfOneElement(Symbolic):
    """A tensor has one element, so that a sum over it is that element."""

    def total(self, x: Any) -> Any:
        return x

    def size(self, x: Any) -> int:
        return 1

    def divide(self, x: Any, sizes: Sequence[int]) -> list[Any]:
        return [x for _ in sizes]

    def join(self, parts: Sequence[Any]) -> Any:
        (part,) = parts
        return part

    def _itself(self, x: Any, shape: Shape) -> Any:
        return x

    largest = total
    mean = row_sums = column_sums = row_means = column_means = _itself
    spread_rows = spread_columns = transposed = _itself

    def matmul(self, x: Any, y: Any, shape: Shape) -> Any:
        return x * y


def hypers(field: Field, algorithm: Algorithm, variant: Variant, fixed: Mapping[str, Fraction]) -> dict[str, Any]:
    """A letter for each hyperparameter of a variant, the value of those that are `fixed`, and neutral ones."""
    return {hyper.name: _hyper(field, hyper, hyper.name in variant.defaults, fixed) for hyper in algorithm.hypers}


def _hyper(field: Field, hyper: Any, present: bool, fixed: Mapping[str, Fraction]) -> Any:
    value = fixed.get(hyper.name, None if present else hyper.neutral)
    if value is not None:
        return int(value) if hyper.integer else field.number(value)
    if not present:
        raise Unprovable(f"{hyper.name} is lacking, and has no neutral value")
    if hyper.integer:
        return StepNumber(hyper.typical, hyper.name)
    low, high = hyper.domain.bounds
    return field.letter(hyper.name, nonnegative=low >= 0, unit=low >= 0 and high is not None and high <= 1)


def state(field: Field, algorithm: Algorithm, variant: Variant) -> dict[str, Ratio]:
    """A letter for the parameter and each state variable before a step."""
    slots = {slot.name: field.letter(slot.name, nonnegative=slot.nonnegative) for slot in algorithm.slots_of(variant)}
    return {"theta": field.letter("theta"), **slots}


def after(
    field: Field,
    algorithm: Algorithm,
    variant: Variant,
    h: Mapping[str, Any],
    before: Mapping[str, Ratio],
    t: int,
    shape: Shape,
    inputs: Mapping[str, Ratio] | None = None,
    reading: type[Symbolic] = Symbolic,
) -> dict[str, Any]:
    """The parameter and each state variable after step `t`; a letter for each input that is not among the `inputs`.

    Raises Unprovable for what has no form.
    """
    numbers = SimpleNamespace(**h, **variant.switches)
    q = Recorder(reading(field))
    algorithm.coefficients(q, numbers, t)
    c, q = SimpleNamespace(**q.values), Recorder(reading(field))
    given = {x.name: field.letter(f"input {x.name}", nonnegative=x.values != "real") for x in algorithm.inputs}
    given |= inputs or {}
    lettered = reading is not OfOneElement
    sizes = tuple(StepNumber(n, f"size{i}") if lettered else n for i, n in enumerate(shape))
    algorithm.step(q, numbers, c, SimpleNamespace(**before, **given, shape=sizes), t)
    return {name: q.values.get(name, value) for name, value in before.items()}


def starts(field: Field, algorithm: Algorithm, variant: Variant, h: Mapping[str, Any]) -> dict[str, Ratio]:
    """Each state variable before the first step."""
    found = {}
    for slot in algorithm.slots_of(variant):
        known = {"theta": field.letter("theta"), **h}
        value = known[slot.start] if isinstance(slot.start, str) else slot.start
        found[slot.name] = value if isinstance(value, Ratio) else number_of(field, value)
    return found
