"""A metric that is not a number is no improvement."""

from dataclasses import replace

import numpy as np

from goldstep.conformance.drive import Run, Snapshot
from goldstep.conformance.figures import figure
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject

BAD = 2.0**20  # no metric of a golden comes near it
EVERY = 3  # every third metric, but not the first, which there is nothing to compare with


def run(subject: Subject) -> Outcome:
    """NaN in place of some metrics does, to the last bit, what a very bad metric does."""
    worst = -BAD if subject.variant.switches["mode"] == "max" else BAD
    there, here = (_states(subject, value) for value in (worst, np.nan))
    for t, (expected, got) in enumerate(zip(there, here, strict=True), 1):
        for slot in expected:
            if not all(np.array_equal(x, y) for x, y in zip(expected[slot], got[slot], strict=True)):
                seen, due = got[slot][0][0], expected[slot][0][0]
                is_, other = figure(seen, due), figure(due, seen)
                reason = f"{slot} after step {t} is {is_} with NaN metrics and {other} with bad ones"
                found = Outcome(Verdict.VIOLATES, reason, float("inf"), judged=t)
                return replace(found, clauses=(subject.algorithm.behaviour_clause,))
    return Outcome(subject.good, "NaN metrics are bad metrics", 0.0, judged=len(there))


def _states(subject: Subject, value: float) -> list[Snapshot]:
    """The states after each step of the first golden case, with `value` in place of every third metric."""
    case, states = subject.cases[0], []
    run = Run(subject, case)
    for t in case.steps:
        metric = value if t % EVERY == 0 else float(case.gradient(t)[0][0])
        run.step(gradients=[np.full(case.input_shapes[0], metric)])
        states.append(run.read())
    return states
