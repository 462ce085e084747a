"""The golden files on disk: written in one piece, indexed by hash, read back as cases."""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from goldstep.golden.build import FORMAT
from goldstep.golden.departures import Departure
from goldstep.golden.files import write_whole
from goldstep.golden.numbers import parse
from goldstep.golden.parsing import CannotRead, json_of
from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.trajectory import Case

FOLDER = Path(__file__).parent / "trajectories"
_ID = re.compile(r"\w+/[\w.@+-]+")


class DamagedGolden(GoldstepError):
    """A golden file that is missing, edited, unreadable or of a format that this release does not know."""


class ChangedGolden(GoldstepError):
    """A rebuilt golden differs from the one on disk, and nobody asked for that."""


@dataclass(frozen=True)
class Golden:
    """A golden file's document, with its case and values as exact rationals."""

    document: dict[str, Any]

    @cached_property
    def case(self) -> Case:
        """The inputs. Raises DamagedGolden where the document has not what a golden has."""
        try:
            return self._case()
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            name = self.document.get("case") if isinstance(self.document, dict) else None
            raise DamagedGolden(f"golden {name} is damaged: {error!r}") from None

    def _case(self) -> Case:
        d = self.document
        return Case(
            name=d["case"].split("/", 1)[1].rsplit("@", 1)[0],
            algorithm=d["algorithm"],
            variant=d["variant"],
            hyper=_parsed(d["hyper"]),
            shapes=tuple(tuple(shape) for shape in d["shapes"]),
            params=_rows(d["params"]),
            gradients=tuple(_rows(step) for step in d["gradients"]),
            changes={int(t): _parsed(new) for t, new in d["changes"].items()},
            about=d["about"],
            groups=tuple(_parsed(group) for group in d.get("groups", ())),
        )

    @property
    def departures(self) -> tuple[Departure, ...]:
        """What a release computes instead that the variant is named after, where it does not reproduce this."""
        return tuple(Departure(**known) for known in self.document.get("departures", ()))

    def values(self, t: int, slot: str) -> list[list[str]]:
        """The certified decimals of `slot` after step `t`, a row a parameter."""
        return [parameter[slot] for parameter in self.document["steps"][t - 1]["parameters"]]


class Store:
    """A folder of goldens with its index."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.index_path = folder / "index.json"

    def path(self, case_id: str) -> Path:
        return self.folder / f"{case_id}.json"

    @cached_property
    def index(self) -> dict[str, Any]:
        content = _content(self.index_path, "the index")
        try:
            index: dict[str, Any] = json_of(content, "it")
            known = index["format"].split(".")[0] == FORMAT.split(".")[0]
            whole = not known or digest(index["files"]) == index["digest"]
            if known and not all(map(_ID.fullmatch, index["files"])):  # one could lead out of the folder
                raise ValueError("it has entries that are no ids")
        except (CannotRead, ValueError, LookupError, TypeError, AttributeError) as error:
            reason = error if isinstance(error, (CannotRead, ValueError)) else repr(error)
            raise DamagedGolden(f"{self.index_path} is not a golden index ({reason})") from None
        if not known:
            raise DamagedGolden(
                f"{self.index_path} has format {index['format']}, this release reads {FORMAT}; upgrade goldstep"
            )
        if not whole:
            raise DamagedGolden(f"{self.index_path} was edited: its digest does not fit its entries")
        return index

    def ids(self) -> list[str]:
        return sorted(self.index["files"])

    def read(self, case_id: str) -> Golden:
        """The golden `case_id`, after checking its hash."""
        if case_id not in self.index["files"]:
            raise UnknownName("case", case_id, self.index["files"])
        content = self._verified(case_id)
        try:
            return Golden(json_of(content, "it"))
        except CannotRead as error:
            raise DamagedGolden(f"golden {case_id} is damaged: {error}") from None

    def _verified(self, case_id: str) -> bytes:
        content = _content(self.path(case_id), f"golden {case_id}")
        if hashlib.sha256(content).hexdigest() != self.index["files"][case_id]:
            raise DamagedGolden(
                f"golden {case_id} is damaged or edited: its SHA-256 is not the one in index.json; "
                "restore the file, or rebuild it with `goldstep golden build`"
            )
        return content

    def verify(self) -> int:
        """Check every hash and that no file lies beside the index; returns the number of goldens."""
        strays = {str(p.relative_to(self.folder))[:-5] for p in self.folder.rglob("*.json")} - {"index"}
        unknown = sorted(strays - set(self.index["files"]))
        if unknown:
            raise DamagedGolden(f"golden {', '.join(unknown)} is not in index.json")
        for case_id in self.ids():
            self._verified(case_id)
        return len(self.ids())

    def write(self, case_id: str, document: dict[str, Any], *, replace: bool = False) -> bool:
        """Write one golden in one piece; returns whether anything changed. Refuses a change unless told."""
        content = encode(document)
        path = self.path(case_id)
        if os.path.exists(path):
            old = _content(path, f"golden {case_id}")
            if old == content:
                return False
            if not replace:
                raise ChangedGolden(
                    f"golden {case_id} would change: {first_difference(old, content)}; "
                    "pass --replace if the change is meant, and say why in the change log"
                )
        write_whole(path, content)
        return True

    def write_index(self, case_ids: Iterable[str]) -> None:
        """Index exactly these goldens, and delete those that the index had besides; no other file is touched."""
        try:
            before = self.index["files"]
        except DamagedGolden:
            before = {}
        contents = {i: _content(self.path(i), f"golden {i}") for i in sorted(case_ids)}
        files = {i: hashlib.sha256(content).hexdigest() for i, content in contents.items()}
        write_whole(self.index_path, encode({"format": FORMAT, "digest": digest(files), "files": files}))
        self.__dict__.pop("index", None)
        for case_id in before.keys() - files.keys():
            self.path(case_id).unlink(missing_ok=True)


def _content(path: Path, what: str) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise DamagedGolden(f"{what} is no regular file: {path}")
        return path.read_bytes()
    except FileNotFoundError:
        raise DamagedGolden(f"{what} is missing: {path}; run `goldstep golden build`") from None
    except OSError as error:
        raise DamagedGolden(f"{what} cannot be read: {path}: {error.strerror}") from None


def digest(files: dict[str, str]) -> str:
    """One hash of all goldens: over ``sha256  id`` lines in order of the ids."""
    lines = "".join(f"{files[i]}  {i}\n" for i in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()


def encode(document: dict[str, Any]) -> bytes:
    """JSON with one line for each innermost list or flat object: small, and readable in a diff."""
    return (_encode(document, 0) + "\n").encode()


def _encode(value: Any, depth: int) -> str:
    pad, end = " " * (depth + 1), " " * depth
    flat = not isinstance(value, dict | list) or all(not isinstance(v, dict | list) for v in _children(value))
    if flat:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        body = ",\n".join(f"{pad}{json.dumps(k)}: {_encode(v, depth + 1)}" for k, v in value.items())
        return f"{{\n{body}\n{end}}}"
    body = ",\n".join(pad + _encode(v, depth + 1) for v in value)
    return f"[\n{body}\n{end}]"


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def first_difference(old: bytes, new: bytes) -> str:
    for number, (a, b) in enumerate(zip(old.splitlines(), new.splitlines(), strict=False), 1):
        if a != b:
            return f"line {number} was {_shown(a)}, would be {_shown(b)}"
    return f"it had {len(old.splitlines())} lines, would have {len(new.splitlines())}"


def _shown(line: bytes) -> str:
    return line.decode(errors="replace")[:80].strip()


def _parsed(numbers: dict[str, str]) -> dict[str, Fraction]:
    return {name: parse(value) for name, value in numbers.items()}


def _rows(tensors: list[list[str]]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(parse(x) for x in tensor) for tensor in tensors)
