"""Judges what lies on the path of this process: entries as JSON lines in, what came of each as JSON lines out."""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any

from goldstep.conformance.api import quiet
from goldstep.conformance.battery import Cell, outcomes
from goldstep.conformance.checks import FORMULAS, get
from goldstep.conformance.outcome import Outcome
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.conformance.subject import Selection
from goldstep.conformance.table import NONE
from goldstep.reference.errors import GoldstepError

DTYPE, CHECKS = "float64", ("one-step", "trajectory", "life")
NOTHING = "has no adapter and is no variant that is known here"
ORDER = {"error": "error", "violates": "violates", "variant": "conforms", "conforms": "conforms"}


def judged(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What comes of an entry of the table: an `error` where it is no verdict."""
    given = {name: tuple(asked.get(name, ())) for name in ("names", "flags", "contract")}
    dtypes, checks = (asked.get("dtype", DTYPE),), tuple(asked.get("checks", CHECKS))
    try:
        session = Session(Request(asked["target"], like=asked.get("as", ""), dtypes=dtypes, checks=checks, **given))
        return summary([*outcomes(session.backend, Selection(dtypes=dtypes), [*map(get, checks)])])
    except GoldstepError as error:
        said = str(error)
    if NOTHING not in said:
        return {"error": said}
    nearest = said.partition("; the nearest is ")[2].partition(":")[0]
    return {"is": "", "verdict": "unknown", "fails": [], "explained": f"the nearest is {nearest}" if nearest else ""}


def summary(found: Sequence[tuple[Cell, Outcome]]) -> dict[str, Any]:
    """What it was judged as, the verdict on all of it, what fails, and what explains the first step that is wrong."""
    verdicts, modes = {outcome.verdict.value for _, outcome in found}, {cell.subject.mode for cell, _ in found}
    failed = [(cell, outcome) for cell, outcome in found if outcome.failed]
    fails: dict[str, set[str]] = {}
    for cell, _ in failed:
        fails.setdefault(part(cell), set()).add(cell.subject.mode)
    wrong = next((cell for cell, _ in failed if cell.check.name in FORMULAS), None)
    notes = wrong.judge().notes if wrong else ()
    subject = found[0][0].subject
    return {
        "is": f"{subject.algorithm_name}@{subject.variant_name}",
        "verdict": next((ORDER[verdict] for verdict in ORDER if verdict in verdicts), "untested"),
        "fails": [
            name if where == modes else f"{name} ({', '.join(sorted(where))})" for name, where in sorted(fails.items())
        ],
        "explained": next((note for note in notes if not note.startswith(NONE)), ""),
    }


def part(cell: Cell) -> str:
    """The check of a cell, and which life it is."""
    return f"{cell.check.name}/{cell.name}" if cell.check.name == "life" else cell.check.name


class Name(type):
    """What a class of a module that is absent is made by: all that is asked of it is a name."""

    def __getattr__(cls, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return name


class Absent(ModuleType):
    """In place of a module that a package imports, and that nothing needs here: all that is asked of it is a class."""

    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return sys.modules.get(f"{self.__name__}.{name}") or Name(name, (), {})


if __name__ == "__main__":
    for line in sys.stdin:
        entry = json.loads(line)
        sys.modules.update({name: Absent(name) for name in entry.get("absent", ()) if name not in sys.modules})
        with redirect_stdout(sys.stderr), quiet():
            found = judged(entry)
        print(json.dumps(found), flush=True)
