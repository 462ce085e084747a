"""Judges what lies on the path of this process: entries as JSON lines in, what came of each as JSON lines out."""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from typing import Any

from goldstep.conformance.api import quiet
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session
from goldstep.reference.errors import GoldstepError

DTYPE, CHECKS = "float64", ("one-step", "trajectory", "life")
NOTHING = "has no adapter and is no variant that is known here"
ORDER = {"error": "error", "violates": "violates", "variant": "conforms", "conforms": "conforms"}


def judged(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What comes of an entry of the table: an `error` where it is no verdict."""
    given = {name: tuple(asked.get(name, ())) for name in ("names", "flags", "contract")}
    try:
        session = Session(Request(asked["target"], like=asked.get("as", ""), dtypes=(DTYPE,), checks=CHECKS, **given))
        return summary([session.line(n) for n in range(len(session.cells))])
    except GoldstepError as error:
        said = str(error)
    if NOTHING not in said:
        return {"error": said}
    nearest = said.partition("; the nearest is ")[2].partition(":")[0]
    return {"is": "", "verdict": "unknown", "fails": [], "explained": f"the nearest is {nearest}" if nearest else ""}


def summary(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What it was judged as, the verdict on all of it, what fails, and what explains most of that."""
    verdicts, modes = {line["verdict"] for line in results}, {line["mode"] for line in results}
    fails: dict[str, set[str]] = {}
    for line in results:
        if line["verdict"] in ("violates", "error"):
            fails.setdefault(part(line), set()).add(line["mode"])
    notes = [note for line in results for note in line.get("diagnosis", ())]
    return {
        "is": "{algorithm}@{variant}".format(**results[0]),
        "verdict": next((ORDER[verdict] for verdict in ORDER if verdict in verdicts), "untested"),
        "fails": [
            name if where == modes else f"{name} ({', '.join(sorted(where))})" for name, where in sorted(fails.items())
        ],
        "explained": max(dict.fromkeys(notes), key=notes.count, default=""),
    }


def part(line: Mapping[str, Any]) -> str:
    """The check of a cell, and which life it is."""
    return "/".join(str(line[key]) for key in ("check", "case")[: 1 + (line["check"] == "life")])


if __name__ == "__main__":
    for entry in sys.stdin:
        with redirect_stdout(sys.stderr), quiet():
            found = judged(json.loads(entry))
        print(json.dumps(found), flush=True)
