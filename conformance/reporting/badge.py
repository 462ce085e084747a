"""Run files as the JSON of a badge, as shields.io reads it from an address ("endpoint")."""

import json
from collections import Counter

from goldstep.conformance import table
from goldstep.conformance.reporting.changes import KINDS, Change
from goldstep.conformance.reporting.standings import Run
from goldstep.conformance.reporting.wording import summed

_FEW = 3  # algorithms that are named


def report(runs: list[Run]) -> str:
    """One word for all runs: who fails if anybody does, and green only for a whole run without a known deviation."""
    lines = [line for run in runs for line in run.lines]
    counts = table.counts(lines)
    if counts["violates"] or counts["error"]:
        failing = {line["algorithm"] for line in lines if table.failed(line)}
        return _badge(f"{'violates' if counts['violates'] else 'in error'}: {_named(failing)}", "red")
    if not table.tested(lines):
        return _badge("untested", "lightgrey")
    if not all(run.complete for run in runs):
        return _badge("interrupted", "lightgrey")
    judged = [line for line in lines if table.kind(line) in ("conforms", "variant")]
    names = {line["algorithm"] for line in judged}
    who = f"{_named(names)} {summed(judged)}" if len(names) == 1 else f"{_named(names)} conform"
    known = counts["deviation"]
    if not judged:
        return _badge(_plural(known, "known deviation"), "yellow")
    return _badge(f"{who}, {_plural(known, 'known deviation')}", "yellowgreen") if known else _badge(who, "brightgreen")


def comparison(before: Run, after: Run, changed: list[Change]) -> str:
    """How many cells changed for the worse, or how they changed."""
    found = Counter(change.kind for change in changed)
    message = ", ".join(f"{found[name]} {name}" for name in KINDS if found[name]) or "no change"
    return _badge(message, "red" if found["worse"] else "brightgreen")


def _badge(message: str, colour: str) -> str:
    return json.dumps({"schemaVersion": 1, "label": "goldstep", "message": message, "color": colour}) + "\n"


def _named(names: set[str]) -> str:
    return ", ".join(sorted(names)) if len(names) <= _FEW else f"{len(names)} algorithms"


def _plural(n: int, what: str) -> str:
    return f"{n} {what}{'s' if n != 1 else ''}"
