"""What a backend says of itself, as JSON: the members of Info, and no others."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from goldstep.adapters.contract import AdapterError, Contract, Info
from goldstep.adapters.declared import taken_down
from goldstep.adapters.process import wire

WORDS = (
    "double",
    "single",
    "working",
    "bfloat16",
    "rounded",
    "approximate",
    "nearest",
    "stochastic",
)  # that a contract may say

_BY_ALGORITHM = ("unreadable", "dtypes_of", "modes_of", "resumes", "constant", "common", "options")
_FLAGS = [field.name for field in fields(Info) if field.default is False and field.name != "in_place"]
_KNOWN = [field.name for field in fields(Info) if field.name != "in_place"]  # what goes over a line is copied


def from_info(info: Info) -> dict[str, Any]:
    """The record as JSON has it, with lists where `Info` may have any sequence."""
    record = {name: value for name, value in asdict(taken_down(info.name, info)).items() if name in _KNOWN}
    plain: dict[str, Any] = json.loads(json.dumps(record))
    return plain


def to_info(value: Any) -> Info:
    """The record that a backend gave in JSON, strictly: a misspelt field would be a declaration that is not heard."""
    _object(value, _KNOWN, "info")
    for name in ("name", "version"):
        if not isinstance(value.get(name), str):
            raise AdapterError(f"info: {name!r} must be a text, got {wire.short(value.get(name))}")
    if "algorithms" not in value:
        raise AdapterError("info lacks 'algorithms'")
    given = dict(value)
    for name in ("algorithms", "contracts", "contracts_in", "environment", "fixed", "bounds", *_BY_ALGORITHM):
        if not isinstance(given.get(name, {}), dict):
            raise AdapterError(f"info: {name!r} must be an object, got {wire.short(given[name])}")
    for key, variants in given["algorithms"].items():
        by_name = [x for x in variants if not isinstance(x, dict)] if isinstance(variants, list) else variants
        _names(by_name, f"algorithms[{key!r}]")  # one by its settings is an object
    for name in _BY_ALGORITHM:
        for key, names in given.get(name, {}).items():
            _names(names, f"{name}[{key!r}]")
    for name in ("dtypes", "modes", "devices", "costly", "requested", "shared"):
        _names(given.get(name, ["one"]), name)
    for name in _FLAGS:
        if not isinstance(given.get(name, False), bool):
            raise AdapterError(f"info: {name!r} must be true or false, got {wire.short(given[name])}")
    if "contract" in given:
        given["contract"] = _contract(given["contract"], "contract")
    given["contracts"] = _contracts(given.get("contracts", {}), "contracts")
    given["contracts_in"] = {
        mode: _contracts(own, f"contracts_in[{mode!r}]") for mode, own in given.get("contracts_in", {}).items()
    }
    given["environment"] = {k: str(v) for k, v in given.get("environment", {}).items()}
    return Info(**given)


def _names(value: Any, what: str) -> None:
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise AdapterError(f"info: {what} must be a list of names, got {wire.short(value)}")


def _contracts(value: Any, what: str) -> dict[str, Contract]:
    if not isinstance(value, dict):
        raise AdapterError(f"info: {what} must be an object, got {wire.short(value)}")
    return {k: _contract(v, f"{what}[{k!r}]") for k, v in value.items()}


def _contract(value: Any, what: str) -> Contract:
    defaults = {field.name: field.default for field in fields(Contract)}
    _object(value, list(defaults), what)
    for name, given in value.items():
        if type(given) is not type(defaults[name]) or (isinstance(given, str) and given not in WORDS):
            allowed = "true or false" if isinstance(defaults[name], bool) else f"one of {', '.join(WORDS)}"
            raise AdapterError(f"info: {what}: {name!r} must be {allowed}, got {wire.short(given)}")
    return Contract(**value)


def _object(value: Any, known: Sequence[str], what: str) -> None:
    if not isinstance(value, dict):
        raise AdapterError(f"{what} must be an object, got {wire.short(value)}")
    unknown = sorted(value.keys() - set(known))
    if unknown:
        raise AdapterError(f"{what} has unknown {', '.join(map(repr, unknown))}; known: {', '.join(known)}")
