"""Layouts in memory: a step reads and writes the elements of views where they are, and nothing beside them."""

from goldstep.adapters.contract import Unsupported
from goldstep.conformance import lives
from goldstep.conformance.checks.check import Check
from goldstep.conformance.checks.stepwise import Job, Jobs, together
from goldstep.conformance.layouts import LAYOUTS
from goldstep.conformance.outcome import Outcome
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

CLAUSE = "STEP-14"
DTYPES = ("float64", "float32")  # those that NumPy has arrays of


def cells(subject: Subject) -> list[str]:
    return list(LAYOUTS) if lives.tensors(subject) and subject.dtype_name in DTYPES else []


def steps(subject: Subject, cell: str) -> Jobs:
    if not subject.backend.info.in_place:
        return {}
    return {("layouts", cell): Job(_case(subject, cell), shared=False, layout=cell)}


def _case(subject: Subject, cell: str) -> Case:
    return subject.limits.adapted(lives.laid_out(subject, constant_rows="expanded" in cell))


def run(subject: Subject, cell: str) -> Outcome:
    jobs = steps(subject, cell)
    if not jobs:
        raise Unsupported("the adapter does not declare that it works in the memory that it is given")
    (outcome,) = together(subject, jobs)
    return outcome.breaking(CLAUSE)


CHECK = Check(
    "layouts",
    "each step is right on views with strides and offsets, and leaves the memory beside them as it is",
    cells=cells,
    run=run,
    steps=steps,
    clauses=lambda subject: (CLAUSE,),
    cases=lambda subject, cell: [_case(subject, cell)],
)
