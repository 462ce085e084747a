"""What is known of a backend: declared failures, strict both ways.

A deviation names results by their id, with ``*`` for any part but the algorithm, and for the check or the case, not for
both. An id that matches no cell is an error, and so is a declared failure that passes. A deviation may say which values
it expects; a failure with others is no declared one. One that says nothing of them is *wide*, and is shown as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from importlib.resources import files
from math import isfinite
from typing import Any

from goldstep.conformance.outcome import Outcome
from goldstep.golden.parsing import content_of, toml_of
from goldstep.reference.algorithm import Interval
from goldstep.reference.errors import GoldstepError

_KEYS = {"id", "reason", "since", "reproducer"}
_VALUES = {"quantity", "step", "size"}


class BadDeviations(GoldstepError):
    """A deviations file that cannot be read or that names what does not exist."""


@dataclass(frozen=True)
class Deviation:
    """A known failure: which results, why, since when, how to see it, and where it was reported.

    Its first departure may be given: the `quantity`, the `step`, and the `size` of the deviation as an interval such as
    ``[0.02, 0.03]``.
    """

    id: str
    reason: str
    since: str
    reproducer: str
    link: str = ""
    quantity: str | None = None
    step: int | None = None
    size: Interval | None = None

    @property
    def check(self) -> str | None:
        """The one check that it speaks of, if there is one."""
        name = self.id.split("/")[0]
        return None if _holds_star(name) else name

    @property
    def algorithm(self) -> str:
        """The algorithm that it speaks of."""
        return [*self.id.split("/"), ""][1]

    @property
    def wide(self) -> bool:
        """Whether it covers any failure of its cells."""
        return self.quantity is None and self.step is None and self.size is None

    def differs(self, outcome: Outcome) -> str:
        """What of a failure is not as declared; empty where all is."""
        found = outcome.departure
        if self.wide:
            return ""
        if found is None:
            return "this failure has no first departure"
        named: dict[str, tuple[Any, Any]] = {
            "quantity": (self.quantity, found.quantity),
            "step": (self.step, found.step),
        }
        wrong = [
            f"{key} {given!r} is declared, and it is {got!r}"
            for key, (given, got) in named.items()
            if given not in (None, got)
        ]
        if self.size is not None and not (isfinite(found.deviation) and Fraction(found.deviation) in self.size):
            wrong.append(f"a deviation in {self.size.text} is declared, and it is {found.deviation:.6g}")
        return ", ".join(wrong)


def read(content: bytes | str, origin: str) -> list[Deviation]:
    """Parse a deviations file; raises BadDeviations that says which entry is wrong, or CannotRead."""
    document = toml_of(content, origin)
    entries = document.pop("deviation", [])
    if document:
        raise BadDeviations(f"{origin} has unknown {', '.join(sorted(document))}; deviations stand under [[deviation]]")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadDeviations(f"{origin}: deviations stand under [[deviation]], in double brackets")
    found = []
    for number, entry in enumerate(entries, 1):
        try:
            found.append(_deviation(entry))
        except ValueError as error:
            raise BadDeviations(f"{origin}: deviation {number} {error}") from None
    return found


def _deviation(entry: dict[str, Any]) -> Deviation:
    """A deviation; raises ValueError with what is wrong about it."""
    missing, unknown = _KEYS - entry.keys(), entry.keys() - _KEYS - _VALUES - {"link"}
    if missing or unknown:
        raise ValueError(
            f"lacks {', '.join(sorted(missing))}" if missing else f"has unknown {', '.join(sorted(unknown))}"
        )
    check, algorithm, _, case = [*str(entry["id"]).split("/"), "*", "*", "*"][:4]
    if _holds_star(algorithm) or (_holds_star(check) and case.startswith("*")):
        raise ValueError(
            f"has the id {entry['id']!r}, which is too wide: in check/algorithm/dtype/case "
            "the algorithm stands in full, and so does the check or the case"
        )
    values: dict[str, Any] = {key: str(value) for key, value in entry.items()}
    if "step" in entry and type(entry["step"]) is not int:
        raise ValueError(f"has the step {entry['step']!r}, which is no whole number")
    values |= {"step": entry["step"]} if "step" in entry else {}
    return Deviation(**values | ({"size": _size(entry["size"])} if "size" in entry else {}))


def _holds_star(part: str) -> bool:
    return any(wild in part for wild in "*?[")


def _size(text: Any) -> Interval:
    try:
        return Interval.read(str(text))
    except ValueError:
        raise ValueError(f"has the size {text!r}, which is no interval such as [0.02, 0.03]") from None


def of_adapter(adapter: str, path: str | None) -> list[Deviation]:
    """The deviations in `path`, or those that lie beside a built-in adapter."""
    if path:
        return read(content_of(path), path)
    if ":" in adapter:
        return []
    beside = files("goldstep.adapters").joinpath(adapter.replace("-", "_"), "deviations.toml")
    return read(beside.read_bytes(), f"deviations of {adapter}") if beside.is_file() else []


def match(deviations: Iterable[Deviation], result_id: str) -> Deviation | None:
    return next((d for d in deviations if fnmatchcase(result_id, d.id)), None)


def check_known(deviation: Deviation, ids: Iterable[str]) -> None:
    """Raise BadDeviations where its id matches none of `ids`."""
    if not any(fnmatchcase(i, deviation.id) for i in ids):
        raise BadDeviations(f"deviation {deviation.id!r} matches no result of this backend")
