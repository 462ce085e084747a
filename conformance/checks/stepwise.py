"""Single steps of many runs, judged at once: what the checks of single steps share.

The runs of all cells of a subject that are planned are driven and judged together when the first of them is asked for,
because an evaluation costs little more for many steps than for one.
"""

from dataclasses import replace
from typing import Any, NamedTuple

from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case


class Job(NamedTuple):
    """A run to judge step by step: over which case, whether with resets, and in which layout of memory.

    A `shared` one is looked at by other checks, too.
    """

    case: Case
    reset: bool = False
    shared: bool = True
    layout: str = ""


Jobs = dict[Any, Job]


def run(subject: Subject, case: Case, *, reset: bool = False) -> Trace:
    """The backend's run over a case, made once; raises what it raised."""

    def driven() -> Trace | Exception:
        try:
            return drive(subject, case, reset=reset)
        except Exception as error:
            return error

    found = subject.memory.recall((subject, "run", case, reset), driven)
    if isinstance(found, Exception):
        raise found
    return found


def judged(subject: Subject, jobs: Jobs) -> dict[Any, Outcome | Exception]:
    """For each job the outcome of its single steps, or what it raised."""
    if subject.unreadable:
        reason = untested(f"{', '.join(subject.unreadable)} cannot be read, so no step can be judged on its own")
        return dict.fromkeys(jobs, reason)
    found: dict[Any, Outcome | Exception] = {}
    traces: dict[Any, Trace] = {}
    for key, job in jobs.items():
        try:
            given = replace(subject, layout=job.layout) if job.layout else subject
            traces[key] = (run if job.shared else drive)(given, job.case, reset=job.reset)
        except Exception as error:
            found[key] = error
    return found | _compared(subject, {key: (jobs[key].case, trace) for key, trace in traces.items()})


def _compared(subject: Subject, driven: dict[Any, tuple[Case, Trace]]) -> dict[Any, Outcome]:
    """The outcomes of runs: one that went as another of this case to the bit, in another mode say, is judged once."""
    known = subject.memory.recall(("compared", *subject.numbers), dict[Any, Outcome])
    same = {key: (case, trace.digest) for key, (case, trace) in driven.items()}
    new = {same[key]: each for key, each in driven.items() if same[key] not in known}
    if new:
        expected = one_step_expected(Rule.of(subject), list(new.values()))
        known |= zip(new, compare(subject, expected, [trace for _, trace in new.values()]), strict=True)
    return {key: known[each] for key, each in same.items()}


def alone(subject: Subject, case: Case, *, reset: bool = False) -> Outcome:
    """The outcome of the single steps of one run."""
    (found,) = judged(subject, {"": Job(case, reset, shared=False)}).values()
    if isinstance(found, Exception):
        raise found
    return replace(found, evidence=(case, reset))


def together(subject: Subject, jobs: Jobs) -> list[Outcome]:
    """The outcomes of these jobs, worked out with those of all planned cells; raises what one of them raised."""
    known = subject.memory.recall((subject, "steps"), dict[Any, Outcome | Exception])
    if not jobs.keys() <= known.keys():
        every = dict(jobs)
        for check, name in subject.memory.planned(subject):
            every |= check.steps(subject, name)
        known |= judged(subject, {key: job for key, job in every.items() if key not in known})
    outcomes = []
    for key, job in jobs.items():
        found = known[key]
        if isinstance(found, Exception):
            raise found
        outcomes.append(replace(found, evidence=(job.case, job.reset)))
    return outcomes
