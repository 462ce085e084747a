"""Maps of hyperparameters, from those of one variant to those of another, under which both compute the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from goldstep.conformance.comparing.sides import Side
from goldstep.reference.arithmetics.base import Arithmetic

Value = Callable[[Arithmetic, Mapping[str, Any], Any], Any]  # from the hyperparameters of the one side and the step

SHARES = ("beta1", "momentum", "dampening")
OFF = ("eps", "momentum", "dampening", "weight_decay")  # what does nothing at 0, or nearly nothing
MOST_FIXED = 3  # hyperparameters that may have to have a certain value


@dataclass(frozen=True)
class Rule:
    """What one hyperparameter of the other side is; `text` is empty where it is that of the same name."""

    text: str
    value: Value
    changing: bool = False  # with the step


@dataclass(frozen=True)
class Map:
    """A rule for each hyperparameter of the other side, and values that some of the one side must have."""

    rules: Mapping[str, Rule]
    fixed: Mapping[str, Fraction]

    @property
    def changing(self) -> bool:
        return any(rule.changing for rule in self.rules.values())

    @property
    def identity(self) -> bool:
        return not self.texts and not self.fixed

    @property
    def texts(self) -> list[str]:
        return [f"{name} = {rule.text}" for name, rule in self.rules.items() if rule.text]

    def told(self, q: Arithmetic, given: Mapping[str, Any], t: Any) -> dict[str, Any]:
        """The hyperparameters of the other side."""
        return {name: rule.value(q, given, t) for name, rule in self.rules.items()}


def maps(one: Side, other: Side) -> Iterator[Map]:
    """Those that are tried: the fewest fixed values first, then what does not change with the step, then short ones."""
    for count in range(MOST_FIXED + 1):
        for names in combinations(list(_fixable(one)), count):
            fixed = {name: _fixable(one)[name] for name in names}
            free = [name for name in one.given if name not in fixed]
            rules = {name: list(_rules(name, one, other, free, fixed)) for name in other.given}
            chosen = [dict(zip(rules, choice, strict=True)) for choice in product(*rules.values())]
            found = [Map(choice, fixed) for choice in chosen]
            yield from sorted(found, key=lambda x: (x.changing, len(x.texts), sum(map(len, x.texts))))


def _fixable(one: Side) -> dict[str, Fraction]:
    """Values at which a hyperparameter does nothing, or nearly nothing."""
    found: dict[str, Fraction] = {}
    for name in one.given:
        hyper = one.algorithm.hyper(name)
        value = Fraction(0) if hyper.neutral is None and name in OFF else hyper.neutral
        if value is not None and value in hyper.domain:
            found[name] = value
    return found


def _rules(name: str, one: Side, other: Side, free: Sequence[str], fixed: Mapping[str, Fraction]) -> Iterator[Rule]:
    if name not in one.given:
        yield from _constants(name, other)
    elif name in fixed:
        yield Rule("", lambda q, h, t: h[name])
    else:
        yield Rule("", lambda q, h, t: h[name])
        if not one.algorithm.hyper(name).integer:
            yield from (_times(name, *factor) for factor in _factors(name, free))


def _constants(name: str, other: Side) -> Iterator[Rule]:
    """What the one side does not know has a value at which it does nothing."""
    hyper = other.algorithm.hyper(name)
    for value in dict.fromkeys(x for x in (hyper.neutral, Fraction(0), Fraction(1)) if x is not None):
        if value in hyper.domain:
            yield Rule(f"{value}", _constant(int(value) if hyper.integer else value))


def _constant(value: Any) -> Value:
    return lambda q, h, t: value if isinstance(value, int) else q.number(value)


def _times(name: str, text: str, value: Value, changing: bool) -> Rule:
    return Rule(f"{name} {text}", lambda q, h, t: h[name] * value(q, h, t), changing)


def _factors(name: str, free: Sequence[str]) -> Iterator[tuple[str, Value, bool]]:
    """By what a hyperparameter may have to be multiplied."""
    if name == "weight_decay" and "lr" in free:
        yield "· lr", lambda q, h, t: h["lr"], False
        yield "/ lr", lambda q, h, t: 1 / h["lr"], False
    if name == "lr":
        for share in SHARES:
            if share in free:
                yield f"· (1 - {share})", _rest(share), False
                yield f"/ (1 - {share})", _over(_rest(share)), False
    if name in ("lr", "eps") and "beta2" in free:
        yield "· √(1 - beta2^t)", _root, True
        yield "/ √(1 - beta2^t)", _over(_root), True
    if name == "lr" and {"beta1", "beta2"} <= set(free):
        yield "· √(1 - beta2^t) / (1 - beta1^t)", _corrected, True
        yield "· (1 - beta1^t) / √(1 - beta2^t)", _over(_corrected), True


def _rest(name: str) -> Value:
    return lambda q, h, t: 1 - h[name]


def _over(value: Value) -> Value:
    return lambda q, h, t: 1 / value(q, h, t)


def _root(q: Arithmetic, h: Mapping[str, Any], t: Any) -> Any:
    return q.sqrt(1 - h["beta2"] ** t)


def _corrected(q: Arithmetic, h: Mapping[str, Any], t: Any) -> Any:
    return _root(q, h, t) / (1 - h["beta1"] ** t)
