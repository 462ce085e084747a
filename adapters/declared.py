"""What a backend says of itself, taken down: plain values that nobody can change, or an error that says what is odd."""

import re
from collections.abc import Collection, Mapping
from dataclasses import fields
from itertools import islice
from math import isfinite
from typing import Any

from goldstep.adapters.contract import AdapterError, Contract, Info
from goldstep.adapters.text import lines
from goldstep.reference.algorithm import Interval
from goldstep.reference.errors import GoldstepError
from goldstep.reference.switched import name_of

_NAME = re.compile(r"[\w.:+=,-]+")  # ids of results are made of them, with "/" and "@" between
_MOST, _LONGEST = 200, 200  # names in a list, and characters of a name
_LISTS = ("dtypes", "modes", "devices", "costly", "requested", "shared")
_LISTS_BY_ALGORITHM = ("unreadable", "dtypes_of", "modes_of", "resumes")
_FLAGS = tuple(field.name for field in fields(Info) if field.default is False)


def taken_down(name: str, info: Any) -> Info:
    """A copy of what `info()` of a backend gave, whatever becomes of that. Raises AdapterError."""
    try:
        return _copied(info)
    except AdapterError as error:
        raise AdapterError(f"{name}: {error}") from None


def _copied(info: Any) -> Info:
    if not isinstance(info, Info):
        raise AdapterError(f"info() must return goldstep.adapters.contract.Info, got {info!r}")
    values: dict[str, Any] = {name: _text(getattr(info, name)) for name in ("name", "version")}
    values |= {name: bool(getattr(info, name)) for name in _FLAGS}
    values |= {name: _names(getattr(info, name), name) for name in _LISTS}
    for names, reading in (
        (("algorithms",), _variants),
        (_LISTS_BY_ALGORITHM, _names),
        (("constant", "common", "options"), _names_or_all),
        (("contracts",), _contract),
        (("contracts_in",), _contracts),
        (("fixed",), _numbers),
        (("bounds",), _intervals),
    ):
        for name in names:
            values[name] = {k: reading(v, f"{name}[{k!r}]") for k, v in _entries(getattr(info, name), name).items()}
    return Info(
        **values, contract=_contract(info.contract, "contract"), environment=_texts(info.environment, "environment")
    )


def _text(value: Any) -> str:
    return " ".join(lines(str(value), _LONGEST).split())


def _entries(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise AdapterError(f"info().{what} must be a mapping, got {value!r}")
    return {_text(key): entry for key, entry in value.items()}


def _texts(value: Any, what: str) -> dict[str, str]:
    return {key: _text(entry) for key, entry in _entries(value, what).items()}


def _numbers(value: Any, what: str) -> dict[str, float]:
    try:
        numbers = {key: float(entry) for key, entry in _entries(value, what).items()}
    except (TypeError, ValueError, OverflowError):
        numbers = {"": float("nan")}
    if not all(map(isfinite, numbers.values())):
        raise AdapterError(f"info().{what} must have numbers, got {value!r}")
    return numbers


def _intervals(value: Any, what: str) -> dict[str, str]:
    texts = _texts(value, what)
    for text in texts.values():
        try:
            Interval.read(text)
        except ValueError as error:
            raise AdapterError(f"info().{what}: {error}") from None
    return texts


def _names(value: Any, what: str) -> tuple[str, ...]:
    """Names that can stand in the id of a result; a generator is none, for it can be walked through once."""
    given = list(islice(value, _MOST + 1)) if isinstance(value, Collection) and not isinstance(value, str) else [None]
    if not all(isinstance(x, str) for x in given):
        raise AdapterError(f"info().{what} must be a list of names, got {value!r}")
    names = list(map(str, given))
    if len(names) > _MOST:
        raise AdapterError(f"info().{what} has more than {_MOST} names")
    odd = next((x for x in names if not _NAME.fullmatch(x) or len(x) > _LONGEST), None)
    if odd is not None:
        raise AdapterError(
            f"info().{what} has {odd!r}: a name is made of at most {_LONGEST} letters, digits and any of . _ : + = , -"
        )
    twice = next((x for x in names if names.count(x) > 1), None)
    if twice is not None:
        raise AdapterError(f"info().{what} names {twice!r} twice")
    return tuple(names)


def _variants(value: Any, what: str) -> tuple[str, ...]:
    """Names of variants; what is given by its settings is called by them."""
    if isinstance(value, Collection) and not isinstance(value, str | Mapping):
        value = [_called(variant, what) if isinstance(variant, Mapping) else variant for variant in value]
    return _names(value, what)


def _called(settings: Mapping[Any, Any], what: str) -> str:
    if not settings or not all(isinstance(x, str) for pair in settings.items() for x in pair):
        raise AdapterError(f"info().{what} has {settings!r}: a variant by its settings maps switches to settings")
    return name_of(settings)


def _names_or_all(value: Any, what: str) -> tuple[str, ...]:
    every = isinstance(value, Collection) and not isinstance(value, str) and "*" in value
    return ("*",) if every else _names(value, what)


def _contracts(value: Any, what: str) -> dict[str, Contract]:
    return {k: _contract(v, f"{what}[{k!r}]") for k, v in _entries(value, what).items()}


def _contract(value: Any, what: str) -> Contract:
    if not isinstance(value, Contract):
        raise AdapterError(f"info().{what} must be a goldstep.adapters.contract.Contract, got {value!r}")
    given = {field.name: getattr(value, field.name) for field in fields(Contract)}
    if not all(type(x) is type(getattr(Contract(), name)) for name, x in given.items()):
        raise AdapterError(f"info().{what} has a value of a wrong type: {value!r}")
    try:
        return Contract(**given)
    except GoldstepError as error:
        raise AdapterError(f"info().{what} has an {error}") from None
