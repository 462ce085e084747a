"""Records as Python source: an adapter that somebody can read, keep and change."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

_WIDTH = 120


def call(name: str, record: Any, written: Mapping[str, str] | None = None) -> str:
    """The call that makes a record, with the fields that differ from their defaults; `written` has text for some."""
    written = written or {}
    lines = []
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in written:
            lines.append(f"{field.name}={written[field.name]}")
        elif value != _default(field):
            lines.append(f"{field.name}={literal(value)}")
    return "".join([f"{name}(\n", *(f"    {line},\n" for line in lines), ")"])


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def literal(value: Any) -> str:
    """A value as it is written; functions by their names, records by the call that makes them."""
    if isinstance(value, Mapping):
        inside = [f"{literal(key)}: {literal(x)}" for key, x in value.items()]
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(literal, value)) + ("," if len(value) == 1 else "") + ")"
    if hasattr(type(value), "__dataclass_fields__"):
        return " ".join(call(type(value).__name__, value).split()).replace("( ", "(").replace(", )", ")")
    if isinstance(value, str):
        return f'"{value}"' if '"' not in value and "\\" not in value and value.isprintable() else repr(value)
    return value.__name__ if callable(value) else repr(value)
