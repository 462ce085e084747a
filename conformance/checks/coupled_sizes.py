"""Large tensors whose elements a step brings together, by a norm or as a matrix.

What is exact and what rounding can cause is worked out for every element, for a tile does not say it there.
"""

from dataclasses import replace

from goldstep.conformance import generated
from goldstep.conformance.checks.stepwise import alone
from goldstep.conformance.outcome import Outcome
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

SIZES = {"1009": 1009, "66001": 66_001}
LARGE = ("66001",)  # of the first such variant in its first dtype; of matrices, which take seconds, on request


def applies(subject: Subject) -> bool:
    return bool(subject.algorithm.coupling(subject.variant))


def cells(subject: Subject, *, first: bool, on_request: bool) -> list[str]:
    matrices = subject.algorithm.coupling(subject.variant) == "matrix"
    return [n for n in SIZES if (n in LARGE and matrices) is on_request and (first or n not in LARGE)]


def case(subject: Subject, cell: str) -> Case:
    return subject.limits.adapted(generated.large(subject, SIZES[cell]))


def run(subject: Subject, cell: str, clause: str) -> Outcome:
    outcome = alone(subject, case(subject, cell))
    return replace(outcome.breaking(clause), reason=f"{cell} elements") if outcome.failed else outcome
