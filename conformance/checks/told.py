"""What a backend tells besides its state: the rates that it has set, and what a step must leave as it is."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.loading import broken
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.run import Run
from goldstep.conformance.subject import Subject
from goldstep.reference.registry import family
from goldstep.reference.trajectory import Case

CLAUSE = "STEP-19"
SILENT = "the adapter tells nothing besides its state here"


def applies(subject: Subject) -> bool:
    """Whether there may be something to tell: of a schedule its rates, of an average the mode of what it averages."""
    return subject.algorithm.number or family(subject.algorithm_name) == "averages"


def run(subject: Subject) -> Outcome:
    """Every golden case that the backend can have, step by step."""
    if not callable(getattr(subject.backend.adapter(), "told", None)):
        raise Unsupported("the adapter has no told(), so what it says besides its state cannot be judged")
    judged, grouped = 0, subject.backend.info.groups
    for case in (case for case in subject.cases if grouped or not case.groups):
        found, looked_at = _differs(subject, case)
        judged += looked_at
        if found:
            return Outcome(Verdict.VIOLATES, found, float("inf"), judged, clauses=(CLAUSE,), evidence=(case, False))
    return Outcome(subject.good, judged=judged, clauses=(CLAUSE,)) if judged else untested(SILENT)


def _differs(subject: Subject, case: Case) -> tuple[str, int]:
    """What is told wrongly, or nothing, and how many things were looked at."""
    run, judged = Run(subject, case), 0
    before = told_by(subject, run)["kept"]
    for t in case.steps:
        run.step()
        now = told_by(subject, run)
        rates = [float(x[0]) for x in run.read()["theta"]] if "rates" in now else []
        if rates != now.get("rates", []):
            return f"{case.name}: the rates told after step {t} are {now['rates']}, and those set are {rates}", judged
        for name, value in before.items():
            if now["kept"].get(name) != value:
                return f"{case.name}: {name} was {value} and is {now['kept'].get(name)} after step {t}", judged
        judged += len(rates) + len(before)
    return "", judged


def told_by(subject: Subject, run: Run) -> dict[str, Any]:
    """What the backend tells now, by our names; raises AdapterError where it is not what the contract says."""
    with broken(subject.backend.name, "told"):
        told = run.adapter.told()
        if not isinstance(told, Mapping) or told.keys() - {"rates", "counts", "kept"}:
            raise AdapterError(
                f"{subject.backend.name}: told() gives a mapping of rates, counts and kept, not {told!r}"
            )
        found = {"kept": dict(told.get("kept", {}))}
        rates = {"rates": [float(np.asarray(x).reshape(())) for x in told["rates"]]} if "rates" in told else {}
        counts = {"counts": [int(n) for n in told["counts"]]} if "counts" in told else {}
        return found | rates | counts
