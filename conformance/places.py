"""A planned cell as data: how to ask for it again, and the line it gets where nobody could judge it."""

import shlex
from typing import Any

Line = dict[str, Any]


def reproduce(adapter: str, place: Line) -> str:
    """The command that judges this cell alone."""
    _, _, _, case, *further = place["id"].split("/")
    words = [f"goldstep check {shlex.quote(adapter)}", f"--check {place['check']}"]
    words += [f"--algorithm {place['algorithm']}", f"--dtype {place['dtype']}", f"--case {case}"]
    words += [f"--{key} {place[key]}" for key in ("mode", "device") if place[key] in further]
    return " ".join(words)


def lost(adapter: str, place: Line, reason: str, again: str = "") -> Line:
    """The line of a cell that was planned and not judged; `again` is what a command needs besides these names."""
    told = [f"{place['id']}: error", *("  " + text for text in reason.splitlines())]
    return {
        **place,
        "clauses": [],
        "verdict": "error",
        "margin": None,
        "judged": 0,
        "vacuous": 0,
        "reason": reason,
        "deviation": None,
        "message": "\n".join([*told, f"  reproduce  {reproduce(adapter, place)}{again}"]),
    }
