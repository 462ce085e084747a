"""Whether a run of a backend is what a suspect would have made of it."""

from dataclasses import replace

from goldstep.conformance.drive import Trace
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.glance import elsewhere
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.conformance.suspects import Suspect
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.trajectory import Case


def fits(suspect: Suspect, subject: Subject, case: Case, trace: Trace) -> bool:
    """Whether a suspect explains a run; one that cannot be built or run under this variant explains nothing."""
    try:
        algorithm = suspect.build()
        if elsewhere(subject, case, trace, algorithm, suspect.variant):
            return False
        return _explains(subject, case, trace, algorithm, suspect.variant)
    except Exception:
        return False


def is_run_of(subject: Subject, case: Case, trace: Trace) -> bool:
    """Whether the steps of a run are those of the declared variant, each from the state before it."""
    return _explains(subject, case, trace, subject.algorithm, subject.variant)


def _explains(subject: Subject, case: Case, trace: Trace, algorithm: Algorithm, variant: Variant) -> bool:
    outcome = _compared(subject, case, trace, algorithm, variant)
    told = outcome.judged > outcome.vacuous  # what cannot be worked out for the most part explains nothing
    return outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT) and told


def followed(suspect: Suspect, subject: Subject, case: Case, trace: Trace) -> int:
    """For how many steps a run is that of a suspect; one that cannot be built or run under this variant, for none."""
    try:
        outcome = _compared(subject, case, trace, suspect.build(), suspect.variant)
    except Exception:
        return 0
    return outcome.departure.step - case.done - 1 if outcome.departure else 0


def _compared(subject: Subject, case: Case, trace: Trace, algorithm: Algorithm, variant: Variant) -> Outcome:
    rule = Rule.of(subject, algorithm, variant)
    if {slot.name for slot in algorithm.slots_of(variant)} <= trace.readable:
        expected = one_step_expected(rule, [(case, replace(trace, start={}))])
    else:
        expected = trajectory_expected(rule, [case], trace.readable & {"theta"})
    (outcome,) = compare(subject, expected, [trace])
    return outcome
