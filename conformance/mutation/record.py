"""What became of the mutants of modules, kept in one file: the data of a page."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from goldstep.conformance.mutation.mutants import Mutant
from goldstep.conformance.mutation.study import CONVICTED, SURVIVES, UNREACHED, Judged
from goldstep.conformance.mutation.surviving import reason
from goldstep.golden.store import encode, write_whole
from goldstep.reference.errors import GoldstepError

_NAMED = ("function", "kind", "before", "after")


class Record:
    """The results of modules, by their names: how many mutants were judged, and which survive for what reason.

    Raises GoldstepError for another file.
    """

    def __init__(self, path: Path) -> None:
        self._path, self.modules = path, dict[str, Any]()
        if path.exists():
            try:
                self.modules = json.loads(path.read_text(encoding="utf-8"))
                for each in self.modules.values():
                    _ = [survivor["after"] for survivor in each["survivors"]]
            except (OSError, ValueError, TypeError, KeyError, AttributeError):
                raise GoldstepError(f"{path} is no record of `goldstep mutate`") from None

    def survivors(self, module: str, every: Sequence[Mutant]) -> list[Mutant]:
        """The mutants of a module that survived; raises GoldstepError for a module that was not judged yet."""
        if module not in self.modules:
            raise GoldstepError(f"{self._path} has nothing of {module}; leave out --again")
        names = {tuple(one[name] for name in _NAMED) for one in self.modules[module]["survivors"]}
        return [mutant for mutant in every if _name(mutant) in names]

    def keep(self, module: str, release: str, every: Sequence[Mutant], found: Sequence[Judged]) -> None:
        """Write what was found in place of what was known of the module."""
        self._write(module, {"release": release, "mutants": len(every), "judged": len(found), **_summary(found)})

    def renew(self, module: str, release: str, found: Sequence[Judged]) -> None:
        """Write what was found of the survivors of the module; the others are what they were."""
        before, now = self.modules[module], _summary(found)
        judged = {_name(each.mutant) for each in found}
        others = [one for one in before["survivors"] if tuple(one[name] for name in _NAMED) not in judged]
        counted = {key: before[key] + now[key] for key in (CONVICTED, UNREACHED)}
        self._write(module, {**before, "release": release, **counted, "survivors": [*others, *now["survivors"]]})

    def _write(self, module: str, entry: dict[str, Any]) -> None:
        every = {**self.modules, module: entry}
        self.modules = {
            name: {**of, "survivors": list(map(_explained, of["survivors"]))} for name, of in sorted(every.items())
        }
        write_whole(self._path, encode(self.modules))


def _summary(found: Sequence[Judged]) -> dict[str, Any]:
    n = Counter(each.verdict for each in found)
    survivors = [
        {**dict(zip(_NAMED, _name(each.mutant), strict=True)), "line": each.mutant.first}
        for each in found
        if each.verdict == SURVIVES
    ]
    return {CONVICTED: n[CONVICTED], UNREACHED: n[UNREACHED], "survivors": survivors}


def _explained(one: dict[str, Any]) -> dict[str, Any]:
    """A survivor with the reason that holds for it now."""
    known = {name: one[name] for name in (*_NAMED, "line")}
    return known | reason(one["kind"], one["function"], one["before"], one["after"])


def _name(mutant: Mutant) -> tuple[str, str, str, str]:
    return mutant.function, mutant.kind, mutant.before, mutant.after
