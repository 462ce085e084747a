"""Smoke: is the adapter itself sound? What fails here is an error of the adapter, not of the optimizer."""

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.conformance.checks.check import Check
from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.nearest import rounded


def run(subject: Subject, cell: str) -> Outcome:
    if not subject.cases:
        raise AdapterError(f"no golden case for {subject.algorithm_name} {subject.variant_name}")
    case = subject.cases[0]
    poisoned, clean = drive(subject, case), drive(subject, case, poison=False)
    if not same_bits(poisoned, clean):
        if same_bits(clean, drive(subject, case, poison=False)) and same_bits(poisoned, drive(subject, case)):
            raise AdapterError(
                f"{subject.backend.name}: overwriting the caller's gradient arrays after a step changes the result; "
                "the adapter must copy them"
            )
        return Outcome(Verdict.VIOLATES, "two runs over the same inputs differ", float("inf"), 1, clauses=("STEP-2",))
    for given, held in zip(case.params, clean.start["theta"], strict=True):
        expected = rounded(np.array([float(x) for x in given]), subject.dtypes["theta"])
        if not np.array_equal(expected, held):
            raise AdapterError(
                f"{subject.backend.name}: state()['theta'] before the first step is {held}, init was given {expected}"
            )
    if subject.backend.can_load:
        _loads(subject)
    return Outcome(Verdict.SOUND, judged=len(clean.after))


def _loads(subject: Subject) -> None:
    run = Run(subject, subject.cases[0])
    run.step()
    zeros = [np.zeros_like(x) for x in run.read()["theta"]]
    run.load({"theta": zeros})
    if any(np.any(x) for x in run.read()["theta"]):
        raise AdapterError(f"{subject.backend.name}: load() of zero parameters leaves {run.read()['theta']}")


def same_bits(a: Trace, b: Trace) -> bool:
    """Whether two traces are equal bit for bit, NaN and the sign of zero included."""
    return all(same_state(x, y) for x, y in zip(a.after, b.after, strict=True))


def same_state(x: Snapshot, y: Snapshot) -> bool:
    """The same of two states."""
    return x.keys() == y.keys() and all(same(p, q) for slot in x for p, q in zip(x[slot], y[slot], strict=True))


def same(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether two arrays are equal bit for bit."""
    return x.tobytes() == y.tobytes()


CHECK = Check(
    "smoke",
    "the adapter keeps its contract: shapes, dtypes, inputs left alone, load gives back what it got",
    cells=lambda subject: ["smoke"],
    run=run,
    clauses=lambda subject: ("STEP-1", "STEP-4"),
    smokes=True,
    cases=lambda subject, cell: subject.cases[:1],
)
