"""What a backend tells besides its state: rates, norms and loss scales, and what a step must leave as it is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.loading import broken
from goldstep.conformance import lives
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.run import Run
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.registry import family
from goldstep.reference.trajectory import Case, follow

CLAUSE, SCALED = "STEP-19", "STEP-16"
SILENT = "the adapter tells nothing besides its state here"
GROWTH = 2  # updates in a row after which a loss scale is doubled

_READ: Mapping[str, Callable[[Any], Any]] = {
    "rates": lambda told: [float(np.asarray(x).reshape(())) for x in told],
    "counts": lambda told: [int(n) for n in told],
    "norm": float,
    "scale": float,
    "kept": dict,
}


def applies(subject: Subject) -> bool:
    """Whether there may be something to tell: rates, the mode of a model, the norm of gradients, a loss scale."""
    averages = family(subject.algorithm_name) == "averages"
    return subject.algorithm.number or averages or _measures(subject) or lives.is_loop(subject)


def _measures(subject: Subject) -> bool:
    return family(subject.algorithm_name) == "transforms" and "norm" in subject.algorithm.latex and not _each(subject)


def _each(subject: Subject) -> bool:
    return subject.algorithm.couples != "all"


def run(subject: Subject) -> Outcome:
    """Every case that has something to tell, step by step."""
    if not callable(getattr(subject.backend.adapter(), "told", None)):
        raise Unsupported("the adapter has no told(), so what it says besides its state cannot be judged")
    judged, clause = 0, SCALED if lives.is_loop(subject) else CLAUSE
    for case in _cases(subject):
        found, looked_at = _differs(subject, case)
        judged += looked_at
        if found:
            return Outcome(Verdict.VIOLATES, found, float("inf"), judged, clauses=(clause,), evidence=(case, False))
    return Outcome(subject.good, judged=judged, clauses=(clause,)) if judged else untested(SILENT)


def _cases(subject: Subject) -> Iterator[Case]:
    if _measures(subject):
        yield subject.limits.adapted(lives.measured(subject))
    elif not lives.is_loop(subject):
        yield from (case for case in subject.cases if subject.backend.info.groups or not case.groups)
        if subject.algorithm.number and subject.backend.info.groups and lives.can_be_grouped(subject):
            yield subject.limits.adapted(lives.grouped(subject))
    elif not subject.lacks("guard"):
        yield subject.limits.adapted(lives.guarded(subject))


def _differs(subject: Subject, case: Case) -> tuple[str, int]:
    """What is told wrongly, or nothing, and how many things were looked at."""
    run, judged = Run(subject, case), 0
    before = told_by(subject, run)["kept"]
    norms = [float(m.quantities[0].values["norm"]) for m in follow(case, Floats())] if _measures(subject) else []
    for k, t in enumerate(case.steps):
        run.step()
        now = told_by(subject, run)
        rates = [float(x[0]) for x in run.read()["theta"]] if "rates" in now else []
        if rates != now.get("rates", []):
            return f"{case.name}: the rates told after step {t} are {now['rates']}, and those set are {rates}", judged
        if norms and now.get("norm", norms[k]) != norms[k]:
            return f"{case.name}: the norm told after step {t} is {now['norm']}, and it was {norms[k]}", judged
        if wrong := mistaken_scale(case, t, now):
            return f"{case.name}: {wrong} after step {t}", judged
        for name, value in before.items():
            if now["kept"].get(name) != value:
                return f"{case.name}: {name} was {value} and is {now['kept'].get(name)} after step {t}", judged
        judged += len(rates) + len(before) + ("norm" in now) + ("scale" in now)
    return "", judged


def mistaken_scale(case: Case, t: int, told: Mapping[str, Any]) -> str:
    """What is wrong with the loss scale that a guarded loop tells after `t` steps, each of which makes an update."""
    if "scale" not in told or "guard" not in case.options:
        return ""
    scale, row = 2.0 ** int(case.hyper.get("scale_exponent", 0)), 0
    for step in range(1, t + 1):
        row = 0 if step in case.spoilt else row + 1
        scale *= 0.5 if step in case.spoilt else 2 if row and not row % GROWTH else 1
    return "" if told["scale"] == scale else f"the loss scale is {told['scale']} in place of {scale}"


def told_by(subject: Subject, run: Run) -> dict[str, Any]:
    """What the backend tells now, by our names; raises AdapterError where it is not what the contract says."""
    with broken(subject.backend.name, "told"):
        told = run.adapter.told()
        if not isinstance(told, Mapping) or told.keys() - _READ.keys():
            raise AdapterError(f"{subject.backend.name}: told() gives a mapping of {', '.join(_READ)}, not {told!r}")
        return {"kept": {}} | {name: _READ[name](x) for name, x in told.items()}
