"""Any optimizer in a whole loop: micro-batches, a loss scale, a limit for each group, a rate that a schedule sets."""

from dataclasses import replace

from goldstep.conformance import lives
from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.looped import GUARD, clipped
from goldstep.conformance.outcome import Outcome, untested
from goldstep.conformance.subject import Subject

CLAUSE = "STEP-23"
_ROUNDED = "what is gathered and limited is rounded as gradients are, and more digits than these have are held"
CLIPS = {"clip": 0 * GUARD, "clip-1e-6": GUARD}


def applies(subject: Subject) -> bool:
    return lives.trains(subject) and lives.alone(subject) and lives.can_be_parted(subject)


def run(subject: Subject) -> Outcome:
    """Each update is a step by the gradient of all samples, limited in each group by itself."""
    option = next((name for name in CLIPS if not subject.lacks(name)), "clip")
    lacking = next(filter(None, map(subject.lacks, ("windows", "guard", option))), "")
    if lacking:
        return untested(lacking)
    held = {subject.contract.parameter_dtype(subject.dtype), subject.contract.state_dtype(subject.dtype)}
    if held != {subject.dtype}:
        return untested(_ROUNDED)
    case = subject.limits.adapted(lives.looped(subject, option))
    trace, rule = (
        drive(subject, case),
        Rule.of(subject, clipped(subject.algorithm, subject.variant, case.max_norm, CLIPS[option])),
    )
    if subject.unreadable:
        expected = trajectory_expected(rule, [case], trace.readable)
    else:
        expected = one_step_expected(rule, [(case, replace(trace, start={}))])
    (outcome,) = compare(subject, expected, [trace])
    return replace(outcome, evidence=None).breaking(CLAUSE)
