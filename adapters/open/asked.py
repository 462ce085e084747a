"""What a user says of a class that has no adapter: which algorithm it is, what it calls things, and its flags."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from goldstep.adapters.contract import AdapterError, Contract
from goldstep.reference import registry
from goldstep.reference.errors import UnknownName

_PLACE = re.compile(r"(-?)([A-Za-z_]\w*)(?:\[(\d+)\])?")


class Misfit(AdapterError):
    """It cannot be what it is tried as: its arguments are others, of which so many are `lacking` on one side."""

    def __init__(self, text: str, lacking: int = 0) -> None:
        super().__init__(text)
        self.lacking = lacking


@dataclass(frozen=True)
class Place:
    """Where a hyperparameter is given: an argument, or an entry of one that is a tuple; there it may be negative."""

    argument: str
    index: int | None = None
    negative: bool = False


@dataclass(frozen=True)
class Asked:
    """`names` has the places of hyperparameters, or the values that they always have; `flags` further arguments.

    `contract` says where it rounds, of what the framework does not decide. Without an `algorithm` that is to be found.
    """

    algorithm: str = ""
    variant: str = ""
    names: Mapping[str, Place | float] = field(default_factory=dict)
    flags: Mapping[str, Any] = field(default_factory=dict)
    contract: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Raises UnknownName for an algorithm, a variant or a hyperparameter that nobody knows."""
        if self.algorithm and self.variant:
            registry.get(self.algorithm).variant(self.variant)
        wanted = [self.algorithm] if self.algorithm else registry.names() if self.names else []
        known = {hyper.name for name in wanted for hyper in registry.get(name).hypers}
        for name in self.names:
            if name not in known:
                raise UnknownName(f"hyperparameter of {self.algorithm or 'any algorithm'}", name, known)

    @property
    def family(self) -> str:
        """The family of the algorithm, if one is named. Raises UnknownName."""
        return registry.family(self.algorithm) if self.algorithm else ""


def asked(like: str = "", names: Iterable[str] = (), flags: Iterable[str] = (), contract: Iterable[str] = ()) -> Asked:
    """From ``adamw@pytorch-2.13``, ``warmup=num_warmup_steps``, ``decouple=True`` and ``coefficients=single``.

    Raises AdapterError where one of them cannot be read.
    """
    algorithm, _, variant = like.partition("@")
    return Asked(
        algorithm,
        variant,
        {name: _place(text) for name, text in (_halves("--map", x, "warmup=num_warmup_steps") for x in names)},
        {name: _value(text) for name, text in (_halves("--set", x, "decouple=True") for x in flags)},
        _contract([_halves("--contract", x, "coefficients=single") for x in contract]),
    )


def _contract(declared: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Raises UnknownName for what no contract has."""
    places = {place.name for place in fields(Contract) if isinstance(place.default, str)}
    for name, _ in declared:
        if name not in places:
            raise UnknownName("part of a contract", name, places)
    words: dict[str, Any] = dict(declared)
    Contract(**words)
    return words


def _halves(option: str, text: str, example: str) -> tuple[str, str]:
    name, equals, rest = text.partition("=")
    if not (equals and name.strip() and rest.strip()):
        raise AdapterError(f"{option} {text!r} is not of the form NAME=WHAT, such as {option} {example}")
    return name.strip(), rest.strip()


def _place(text: str) -> Place | float:
    found = _PLACE.fullmatch(text)
    if found:
        sign, argument, index = found.groups()
        return Place(argument, int(index) if index else None, bool(sign))
    try:
        return float(text)
    except ValueError:
        raise AdapterError(
            f"--map: {text!r} is neither an argument such as lr, betas[0] or -beta2_decay, nor a number"
        ) from None


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
