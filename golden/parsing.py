"""Files that somebody else may have written: however they are broken, that is one kind of error."""

import json
import tomllib
from math import isinf
from pathlib import Path
from typing import Any

from goldstep.reference.errors import GoldstepError


class CannotRead(GoldstepError):
    """A file that cannot be read, or is not in the language that it should be in."""


def content_of(path: str | Path) -> bytes:
    """What the file holds. Raises CannotRead."""
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:  # the second for a NUL in the name
        raise CannotRead(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from None


def json_of(content: bytes | str, where: str) -> Any:
    """A value of strict JSON in UTF-8, whose numbers float64 can hold. Raises CannotRead, which says `where`."""
    try:
        return json.loads(_text(content), parse_constant=_no_number, parse_int=_integer, parse_float=_float)
    except RecursionError:
        raise CannotRead(f"{where} is not JSON: nested too deeply") from None
    except ValueError as error:  # of the encoding, too
        raise CannotRead(f"{where} is not JSON: {error}") from None


def toml_of(content: bytes | str, where: str) -> dict[str, Any]:
    """A TOML document in UTF-8. Raises CannotRead, which says `where`."""
    try:
        return tomllib.loads(_text(content))
    except RecursionError:
        raise CannotRead(f"{where} is not TOML: nested too deeply") from None
    except ValueError as error:  # of the encoding, too
        raise CannotRead(f"{where} is not TOML: {error}") from None


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode("utf-8-sig")


def _no_number(token: str) -> Any:
    raise ValueError(f"{token} is no number of JSON")


def _integer(text: str) -> int:
    _float(text)
    return int(text)


def _float(text: str) -> float:
    if isinf(float(text)):
        raise ValueError("it holds a number beyond float64")
    return float(text)
