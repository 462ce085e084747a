"""What a failing backend is instead: the same inputs replayed through all variants and impostors.

A hypothesis must fit the run that failed, and what the backend does in the goldens of its variant, failing or not: by
chance a wrong answer fits one run, but not all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from goldstep.conformance import suspects
from goldstep.conformance.counting import miscounted
from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.evidence import Evidence, Hypothesis
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.glance import elsewhere
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.plumbing import faults
from goldstep.conformance.rewriting import rewritten
from goldstep.conformance.subject import Subject
from goldstep.conformance.suspects import Suspect
from goldstep.golden.catalogue import of_settings
from goldstep.golden.power import FACTOR, Rival, distance
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.switched import is_switched
from goldstep.reference.trajectory import Case

NOT_THE_FORMULA = "each step is right from the state before it, so it is not the formula that is wrong"
SINGLE = Contract(constants="working", coefficients="working", scalars="working")


def explain(subject: Subject, outcome: Outcome, *, fit: bool = True) -> Iterator[str]:
    """A sentence for each variant, impostor or hyperparameter value that explains all that is known.

    Without `fit` no hyperparameter is looked for, and no two things at once, which take longest.
    """
    if outcome.evidence is None:
        return
    case, reset = outcome.evidence
    trace = drive(subject, case, reset=reset)
    between = outcome.departure is None  # as of what is lost on a load: a formula that is wrong elsewhere would fit
    if between and fits(subject, _declared(subject), case, trace):
        yield next((h.sentence for h in _faults(subject, case, trace) if h.fits(case, trace)), NOT_THE_FORMULA)
        return
    evidence = Evidence(subject, case, trace)
    found = _named(evidence)
    for stage in _stages(evidence, fit):
        found = found or [h.sentence for h in islice(evidence.explained(stage), 1)]
    yield from found


def _named(evidence: Evidence) -> list[str]:
    """The other variants and the impostors that it is."""
    subject = evidence.subject
    found = list(_those(evidence, suspects.variants(subject)))
    switched = [suspect.variant for suspect in found if is_switched(suspect.variant.name)]
    for suspect in _those(evidence, suspects.impostors(subject)):
        if not switched or any(_alike(suspect, variant) for variant in switched):
            found.append(suspect)
    return [f"this is {suspect.label}" for suspect in found]


def _those(evidence: Evidence, them: Iterable[Suspect]) -> Iterator[Suspect]:
    """The suspects that explain all."""
    for suspect in them:
        yield from (suspect for _ in evidence.explained([_hypothesis(evidence.subject, suspect)]))


def _hypothesis(subject: Subject, suspect: Suspect) -> Hypothesis:
    return Hypothesis(f"this is {suspect.label}", partial(fits, subject, suspect))


def _stages(evidence: Evidence, fit: bool) -> Iterator[Iterable[Hypothesis]]:
    """What may be said where nothing has a name, the plainest first; of each kind one is enough."""
    subject, case, trace = evidence.subject, evidence.case, evidence.trace
    yield _faults(subject, case, trace)
    yield _counts(subject)
    yield _narrow(subject)
    yield (_hypothesis(subject, suspect) for suspect in suspects.relatives(subject))
    if fit:
        yield (_hypothesis(subject, suspect) for suspect in suspects.two_away(subject))
        yield fitted(subject, case, trace)
        yield (_hypothesis(subject, suspect) for suspect in suspects.both(subject))
        yield _rewritten(subject, case, trace)


def _declared(subject: Subject) -> Suspect:
    return Suspect.of("", subject.algorithm, subject.variant)


def _faults(subject: Subject, case: Case, trace: Trace) -> Iterator[Hypothesis]:
    """What does not reach the step: each is told by the case that a backend follows which has that fault."""
    for sentence, *_ in faults(subject, case, trace):
        yield Hypothesis(sentence, partial(_as_with, subject, sentence))


def _as_with(subject: Subject, sentence: str, case: Case, trace: Trace) -> bool:
    """Whether a run is as a backend makes it that has this fault; where it cannot show, as it should be."""
    pairs = ((other, renamed) for said, other, renamed in faults(subject, case, trace) if said == sentence)
    other, renamed = next(pairs, (case, trace))
    if other.absent != case.absent:  # what it keeps from then on is not shown
        renamed = replace(renamed, after=[{"theta": state["theta"]} for state in renamed.after])
    return fits(subject, _declared(subject), other, renamed)


def _counts(subject: Subject) -> Iterator[Hypothesis]:
    """The declared variant with another count of its steps."""
    for sentence, algorithm in miscounted(subject.algorithm):
        suspect = Suspect.of(sentence, algorithm, subject.variant)
        yield Hypothesis(sentence, partial(fits, subject, suspect))


def _narrow(subject: Subject) -> Iterator[Hypothesis]:
    """Whether the steps are those of the declared variant as rounding in float32 would have them."""
    if subject.dtype is not FLOAT64 or subject.unreadable:
        return
    rule = replace(Rule.of(subject), budget=partial(Budget, FLOAT32, SINGLE))

    def single(case: Case, trace: Trace) -> bool:
        (outcome,) = compare(subject, one_step_expected(rule, [(case, replace(trace, start={}))]), [trace])
        return outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT) and outcome.judged > 0

    yield Hypothesis(
        "every step is right within the rounding of float32: something of it is in single precision", single
    )


def _rewritten(subject: Subject, case: Case, trace: Trace) -> Iterator[Hypothesis]:
    """A quantity that is worked out otherwise than it should be."""
    for other in rewritten(subject, case, trace):
        suspect = Suspect(other.sentence, partial(other.build, subject.algorithm), subject.variant)
        yield Hypothesis(other.sentence, partial(fits, subject, suspect))


def _alike(impostor: Suspect, variant: Variant) -> bool:
    """Whether an impostor is what a single switch makes of the variant, on all inputs and not by chance on one."""
    rival = Rival(impostor.label, impostor.build(), variant, impostor.variant)
    if impostor.variant.defaults.keys() != variant.defaults.keys():
        return False
    return all(distance(case, rival) < FACTOR for case in of_settings(rival.algorithm.name, variant.name))


def fits(subject: Subject, suspect: Suspect, case: Case, trace: Trace) -> bool:
    """Whether a suspect explains a run; one that cannot be built or run under this variant explains nothing."""
    try:
        algorithm = suspect.build()
        if elsewhere(subject, case, trace, algorithm, suspect.variant):
            return False
        return _explains(subject, case, trace, algorithm, suspect.variant)
    except Exception:
        return False


def _explains(subject: Subject, case: Case, trace: Trace, algorithm: Algorithm, variant: Variant) -> bool:
    rule = Rule.of(subject, algorithm, variant)
    if {slot.name for slot in algorithm.slots_of(variant)} <= trace.readable:
        expected = one_step_expected(rule, [(case, replace(trace, start={}))])
    else:
        expected = trajectory_expected(rule, [case], trace.readable & {"theta"})
    (outcome,) = compare(subject, expected, [trace])
    told = outcome.judged > outcome.vacuous  # what cannot be worked out for the most part explains nothing
    return outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT) and told


def fitted(subject: Subject, case: Case, trace: Trace) -> Iterator[Hypothesis]:
    """Hyperparameters of which one other value, or another made of each value, explains every step."""
    from goldstep.conformance.fitting import readings

    for sentence, explains in readings(subject, case, trace):
        yield Hypothesis(sentence, explains)
