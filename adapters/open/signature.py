"""From a signature to a binding of hyperparameters: by the names of its arguments, and by what the user says."""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from operator import neg
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.open import names
from goldstep.adapters.open.asked import Asked, Misfit, Place
from goldstep.reference.algorithm import Algorithm, Hyper, Variant

Parameters = Mapping[str, inspect.Parameter]
Member = str | float

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_SINGLE = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class Spelling:
    """How the arguments of a class or function say the hyperparameters of a variant.

    `options` has for an argument the hyperparameter that it is, or those of which it is a tuple, in which numbers stay
    as they are. `values` makes an argument of a hyperparameter where it is another number or type. `chosen` are
    arguments with a value of their own. `fixed` has hyperparameters that no argument gives, with the value that they
    always have; those among them that are `assumed` do not vanish at it. `left` are arguments that keep their defaults,
    `numbers` those of them that are numbers, or entries that are.
    """

    options: Mapping[str, str | tuple[Member, ...]]
    values: Mapping[str, Callable[[float], Any]] = field(default_factory=dict)
    chosen: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, float] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def said(self) -> set[str]:
        """The hyperparameters that arguments say."""
        members = (x for told in self.options.values() for x in ([told] if isinstance(told, str) else told))
        return {x for x in members if isinstance(x, str)}


def arguments(target: Any, besides: Collection[str] = (), *, given: int = 0) -> dict[str, inspect.Parameter]:
    """The arguments of a class or function by name, those of the bases of a class that passes them on included.

    The first of them, as many as are `given` to it whatever they are called, are left out.

    Raises AdapterError where it has no signature, as some of what is not Python.
    """
    found: dict[str, inspect.Parameter] = {}
    whole = True  # whether what this constructor needs may come from the caller, since those before hand on *args
    for each in _signatures(target):
        positional = [name for name, p in each.items() if p.kind in _POSITIONAL]
        kinds, first = {p.kind for p in each.values()}, positional[:given]
        taken = {name: p for name, p in each.items() if name not in (*found, *first) and p.kind in _SINGLE}
        # what a base cannot do without, the class gives it
        found |= {name: p for name, p in taken.items() if whole or p.default is not p.empty}
        if inspect.Parameter.VAR_KEYWORD not in kinds:
            break
        whole = whole and inspect.Parameter.VAR_POSITIONAL in kinds
    return {name: p for name, p in found.items() if name not in besides}


def _signatures(target: Any) -> Iterator[Parameters]:
    """That of a function; of a class those of its constructor and of the ones that it overrides."""
    makers = [target]
    if inspect.isclass(target):
        makers = [vars(c)["__init__"] for c in target.__mro__ if c is not object and "__init__" in vars(c)]
    for n, make in enumerate(makers):
        try:
            parameters = dict(inspect.signature(make).parameters)
        except (TypeError, ValueError) as error:
            if n:
                return
            raise AdapterError(f"{target!r} has no signature to read: {error}") from None
        if inspect.isclass(target) and parameters:
            parameters.pop(next(iter(parameters)))
        yield parameters


def spelled(
    what: str, parameters: Parameters, algorithm: Algorithm, variant: Variant, asked: Asked, given: Collection[str] = ()
) -> Spelling:
    """Read the arguments of `what`; the hyperparameters that are `given` reach it in another way.

    Raises AdapterError where something is missing, or where the user names what is not there.
    """
    reader = _Reader(what, dict(parameters), algorithm, asked)
    wanted = [name for name in variant.defaults if name not in given or reader.needs(name)]
    given = [name for name in given if name not in wanted]
    reader.asked_for(wanted)
    reader.by_name(wanted)
    return reader.result(variant, wanted, given)


class _Reader:
    """What is known of the arguments so far; the first that claims one has it."""

    def __init__(self, what: str, parameters: dict[str, inspect.Parameter], algorithm: Algorithm, asked: Asked) -> None:
        self.what, self.parameters, self.algorithm, self.asked = what, parameters, algorithm, asked
        self.places: dict[str, Place] = {}
        self.fixed: dict[str, float] = {}

    def needs(self, name: str) -> bool:
        """Whether there is an argument for a hyperparameter that has no default."""
        called = self._calls(name)
        without = (a for a, p in self.parameters.items() if p.default is p.empty)
        return name in self.asked.names or any(names.plain(a) in called for a in without)

    def asked_for(self, wanted: Collection[str]) -> None:
        """Take down what the user says."""
        for flag in self.asked.flags:
            self._must_exist(flag, "--set")
        for name, place in self.asked.names.items():
            self.algorithm.hyper(name)  # raises for what nobody knows
            if isinstance(place, Place):
                self._must_exist(place.argument, "--map")
            if name not in wanted:
                continue  # another variant has it
            if isinstance(place, Place):
                self.places[name] = place
            else:
                self.fixed[name] = place

    def _must_exist(self, argument: str, option: str) -> None:
        if argument not in self.parameters:
            has = ", ".join(self.parameters) or "none"
            raise Misfit(f"{option}: {self.what} has no argument {argument!r}; its arguments: {has}")

    def by_name(self, wanted: Collection[str]) -> None:
        for argument, parameter in self.parameters.items():
            if argument in self.asked.flags or argument in self._taken():
                continue
            for n, name in enumerate(self._members(argument, parameter)):
                if name in wanted and name not in self._known():
                    self.places[name] = Place(argument, n)
        single = [argument for argument in self.parameters if argument not in self.asked.flags]
        for depth in range(max((len(self._calls(name)) for name in wanted), default=0)):
            for name in wanted:  # the likeliest name of each first
                if name in self._known() or depth >= len(self._calls(name)):
                    continue
                called = self._calls(name)[depth]
                free = (a for a in single if names.plain(a) == called and a not in self._taken())
                for argument in islice(free, 1):
                    self.places[name] = Place(argument, negative=self._negative(argument, self.algorithm.hyper(name)))

    def _calls(self, name: str) -> list[str]:
        return list(names.of_hyper(self.algorithm.name, name))

    def _known(self) -> set[str]:
        return {*self.places, *self.fixed}

    def _taken(self) -> set[str]:
        return {place.argument for place in self.places.values()}

    def _members(self, argument: str, parameter: inspect.Parameter) -> tuple[str, ...]:
        """The hyperparameters of an argument that is a tuple."""
        default = parameter.default
        if default is not inspect.Parameter.empty and not isinstance(default, tuple | list):
            return ()
        if default is inspect.Parameter.empty and not names.plain(argument).endswith("s"):
            return ()
        known = names.members(self.algorithm.name, argument)
        return known[: len(default)] if isinstance(default, tuple | list) else known

    def _negative(self, argument: str, hyper: Hyper) -> bool:
        """Whether the argument is the negative of ours: its default says so."""
        default = self.parameters[argument].default
        return isinstance(default, int | float) and default < 0 and hyper.domain.bounds[0] >= 0

    def result(self, variant: Variant, wanted: Collection[str], given: Collection[str]) -> Spelling:
        assumed = self._without_argument(variant, wanted)
        idle = names.IDLE.get(self.algorithm.name, {})
        chosen = {**{a: x for a, x in idle.items() if a in self.parameters}, **self.asked.flags}
        for hyper in self.algorithm.hypers:  # what the variant lacks must not be at work
            if hyper.name not in variant.defaults and hyper.name not in given and hyper.neutral is not None:
                for called in names.of_hyper(self.algorithm.name, hyper.name):
                    free = (a for a in self.parameters if names.plain(a) == called and a not in self._taken())
                    argument = next((a for a in free if a not in chosen), None)
                    if argument and isinstance(self.parameters[argument].default, int | float):
                        chosen[argument] = _converted(hyper, False)(float(hyper.neutral))
                        break
        options = self._options()
        empty = inspect.Parameter.empty
        rest = [a for a in self.parameters if a not in options and a not in chosen]
        if missing := [a for a in rest if self.parameters[a].default is empty]:
            raise Misfit(
                f"{self.what} needs {_listed(missing)} besides, which no hyperparameter of {self.algorithm.name} is "
                f"called; give it by --set {missing[0]}=VALUE, or say what it is by --map HYPERPARAMETER={missing[0]}",
                len(missing),
            )
        values = {
            name: _converted(self.algorithm.hyper(name), place.negative)
            for name, place in self.places.items()
            if place.negative or self.algorithm.hyper(name).integer
        }
        numbers = tuple(name for a in rest for name in _numbers(a, self.parameters[a].default))
        return Spelling(options, values, chosen, dict(self.fixed), assumed, tuple(rest), numbers)

    def _without_argument(self, variant: Variant, wanted: Collection[str]) -> tuple[str, ...]:
        """Fix what has no argument; the names of those whose value is but assumed."""
        assumed = []
        for name in wanted:
            if name in self._known():
                continue
            neutral, default = self.algorithm.hyper(name).neutral, variant.exact_defaults.get(name)
            value = default if neutral is None else neutral
            if value is None:
                example = "5" if self.algorithm.hyper(name).integer else "0.5"
                raise Misfit(
                    f"{self.what} has no argument for {name}, {self.algorithm.hyper(name).meaning}, which "
                    f"{self.algorithm.name} {variant.name} needs; say which it is by --map {name}=ARGUMENT, or what it "
                    f"always is by --map {name}={example}; its arguments: {', '.join(self.parameters) or 'none'}",
                    1 + len(self.parameters.keys() - self._taken()),
                )
            self.fixed[name] = float(Fraction(value))
            if neutral is None:
                assumed.append(name)
        return tuple(assumed)

    def _options(self) -> dict[str, str | tuple[Member, ...]]:
        """By argument, in the order of the signature."""
        options: dict[str, str | tuple[Member, ...]] = {}
        for argument, parameter in self.parameters.items():
            here = {place.index: name for name, place in self.places.items() if place.argument == argument}
            if not here:
                continue
            if None in here:
                options[argument] = here[None]
                continue
            default = parameter.default if isinstance(parameter.default, tuple | list) else ()
            size = max(len(default), *(index + 1 for index in here if index is not None))
            rest = [*default, *[0.0] * (size - len(default))]
            options[argument] = tuple(here.get(k, rest[k]) for k in range(size))
        return options


def _numbers(argument: str, default: Any) -> Iterator[str]:
    """What an argument has by default, where these are numbers: it by its name, or entries of it."""
    if type(default) in (int, float):
        yield argument
    elif isinstance(default, tuple | list):
        yield from (f"{argument}[{k}]" for k, x in enumerate(default) if type(x) in (int, float))


def _converted(hyper: Hyper, negative: bool) -> Callable[[float], Any]:
    if hyper.integer:
        return int
    return neg if negative else float


def _listed(words: Collection[str]) -> str:
    return " and ".join(words) if len(words) < 3 else f"{', '.join([*words][:-1])} and {[*words][-1]}"
