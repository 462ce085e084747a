"""Run files as one JSON document, for programs: the same that the HTML page shows. Keys are only added."""

import json
from typing import Any

from goldstep.conformance import table
from goldstep.conformance.reporting.changes import KINDS, Change, circumstances
from goldstep.conformance.reporting.standings import Run, Standing, family, finding

FORMAT = "1.0.0"


def report(runs: list[Run]) -> str:
    return _text({"format": FORMAT, "kind": "report", "runs": [_run(run) for run in runs]})


def comparison(before: Run, after: Run, changed: list[Change]) -> str:
    kinds = [change.kind for change in changed]
    return _text(
        {
            "format": FORMAT,
            "kind": "comparison",
            "before": _head(before),
            "after": _head(after),
            "circumstances": circumstances(before, after),
            "counts": {name: kinds.count(name) for name in KINDS},
            "changes": [_change(change) for change in changed],
        }
    )


def _text(value: Any) -> str:
    return json.dumps(value, indent=1) + "\n"


def _head(run: Run) -> dict[str, Any]:
    header = {key: run.header[key] for key in ("backend", "environment", "suite", "golden_digest")}
    return {"file": run.path, "name": run.name, **header, "complete": run.complete, "counts": table.counts(run.lines)}


def _run(run: Run) -> dict[str, Any]:
    return {
        **_head(run),
        "algorithms": [_standing(run, standing) for standing in run.standings.values()],
        "explanations": table.explanations(run.lines),
        "untested": [{"reason": reason, "cells": n} for reason, n in table.reasons(run.lines)],
    }


def _standing(run: Run, standing: Standing) -> dict[str, Any]:
    heads, body = table.rows(standing.lines)
    first = len(("algorithm", "variant", "mode"))
    return {
        "algorithm": standing.algorithm,
        "family": family(standing.algorithm),
        "verdict": standing.worst,
        "words": standing.words,
        "counts": table.counts(standing.lines),
        "dtypes": standing.dtypes,
        "modes": standing.modes,
        "rows": [
            {"variant": row[1], "mode": row[2], "marks": dict(zip(heads[first:], row[first:], strict=True))}
            for row in body
        ],
        "failures": [finding(run, line) for line in standing.failures],
        "deviations": [
            {"id": pattern, "cells": len(lines), "first": finding(run, lines[0])}
            for pattern, lines in standing.deviations.items()
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    verdicts = {"before": change.before, "after": change.after}
    return {
        "id": change.line["id"],
        "kind": change.kind,
        **{name: table.kind(line) if line else None for name, line in verdicts.items()},
    }
