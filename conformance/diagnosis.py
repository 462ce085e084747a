"""What a failing backend is instead: the same inputs replayed through all variants and impostors.

A hypothesis must fit the run that failed, and what the backend does in the goldens of its variant, failing or not: by
chance a wrong answer fits one run, but not all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from goldstep.conformance import suspects
from goldstep.conformance.checks.restoring import CLAUSE
from goldstep.conformance.counting import miscounted
from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.edits import edited
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.evidence import EDITS, EXPRESSIONS, VALUES, Evidence, Hypothesis, Tried, finest_first
from goldstep.conformance.expected import one_step_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.plumbing import faults
from goldstep.conformance.replays import fits, followed
from goldstep.conformance.resumption import lost
from goldstep.conformance.rewriting import rewritten
from goldstep.conformance.subject import Subject
from goldstep.conformance.suspects import Suspect
from goldstep.golden.catalogue import of_settings
from goldstep.golden.power import FACTOR, Rival, distance
from goldstep.reference.algorithm import Variant
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
    for hypothesis in sought(subject, outcome, Tried(), fit=fit):
        yield hypothesis.sentence


def sought(subject: Subject, outcome: Outcome, tried: Tried, *, fit: bool = True) -> list[Hypothesis]:
    """The same as hypotheses, which may be tried on what else fails; `tried` counts, and says how many there may be."""
    if outcome.evidence is None:
        return []
    case, reset = outcome.evidence
    trace = drive(subject, case, reset=reset)
    if _right(subject, outcome, case, trace):
        neither = Hypothesis(NOT_THE_FORMULA, partial(fits, _declared(subject)))
        if words := _lost(subject, outcome, case):
            return [replace(neither, sentence=words, between=True)]
        reason = next((h for h in _faults(subject, case, trace) if h.fits(subject, case, trace)), neither)
        return [replace(reason, between=True)]
    for one in finest_first(subject, trace, outcome.evidence):
        found = _of(Evidence(one[0], case, one[1], tried), fit)
        if explained := [hypothesis for hypothesis in found if hypothesis.fits(subject, case, trace)]:
            return explained
    return []


def _of(evidence: Evidence, fit: bool) -> list[Hypothesis]:
    """What explains all of the evidence."""
    found = _named(evidence)
    for kind, stage in _stages(evidence, fit):
        if found or evidence.tried.ended:
            break
        found = list(islice(evidence.explained(kind, stage), 1))
    return found


def explains(hypothesis: Hypothesis, subject: Subject, outcome: Outcome) -> bool:
    """Whether what was found for one failing cell explains another one; never where there is no run to try it on."""
    if outcome.evidence is None:
        return False
    case, reset = outcome.evidence
    trace = drive(subject, case, reset=reset)
    return _right(subject, outcome, case, trace) == hypothesis.between and hypothesis.fits(subject, case, trace)


def furthest(subject: Subject, outcome: Outcome) -> str:
    """How far the declared variant and the likeliest others are right, where none explains a run; empty without one."""
    if outcome.evidence is None:
        return ""
    case, reset = outcome.evidence
    trace, count = drive(subject, case, reset=reset), len(case.gradients)
    own = followed(_declared(subject), subject, case, trace)
    others = {"another": own}
    for suspect in (*suspects.variants(subject), *suspects.impostors(subject)):
        others[suspect.label.partition(":")[0]] = followed(suspect, subject, case, trace)
    best = max(others, key=lambda label: others[label])
    further = f", {best} for {others[best]}" if others[best] > own else ", and none of these for more"
    return f"as declared it is right for {own} of {count} steps{further}"


def _lost(subject: Subject, outcome: Outcome, case: Case) -> str:
    """What is lost where a state is saved and restored, if that is what fails."""
    return lost(subject, case) if CLAUSE in outcome.clauses else ""


def _right(subject: Subject, outcome: Outcome, case: Case, trace: Trace) -> bool:
    """Whether the steps of a failing run are right, as of what is lost on a load: a formula that is not would fit."""
    return outcome.departure is None and fits(_declared(subject), subject, case, trace)


def _named(evidence: Evidence) -> list[Hypothesis]:
    """The other variants and the impostors that it is."""
    subject = evidence.subject
    found = list(_those(evidence, "variants", suspects.variants(subject)))
    switched = [suspect.variant for suspect in found if is_switched(suspect.variant.name)]
    for suspect in _those(evidence, "known mistakes", suspects.impostors(subject)):
        if not switched or any(_alike(suspect, variant) for variant in switched):
            found.append(suspect)
    return [_hypothesis(suspect) for suspect in found]


def _those(evidence: Evidence, kind: str, them: Iterable[Suspect]) -> Iterator[Suspect]:
    """The suspects that explain all."""
    for suspect in them:
        yield from (suspect for _ in evidence.explained(kind, [_hypothesis(suspect)]))


def _hypothesis(suspect: Suspect) -> Hypothesis:
    return Hypothesis(f"this is {suspect.label}", partial(fits, suspect))


def _stages(evidence: Evidence, fit: bool) -> Iterator[tuple[str, Iterable[Hypothesis]]]:
    """What may be said where nothing has a name, the plainest first; of each kind one is enough."""
    subject, case, trace = evidence.subject, evidence.case, evidence.trace
    yield "faults of what reaches a step", _faults(subject, case, trace)
    yield "wrong counts", _counts(subject)
    yield "precision of float32", _narrow(subject)
    yield "variants of other algorithms", map(_hypothesis, suspects.relatives(subject))
    if fit:
        yield "pairs of switches", map(_hypothesis, suspects.two_away(subject))
        yield VALUES, fitted(subject, case, trace)
        yield "mistakes with another switch", map(_hypothesis, suspects.both(subject))
        yield EXPRESSIONS, _rewritten(subject, case, trace)
        yield EDITS, (replace(_hypothesis(one), sentence=one.label) for one in edited(subject, case, trace))


def _declared(subject: Subject) -> Suspect:
    return Suspect.of("", subject.algorithm, subject.variant)


def _faults(subject: Subject, case: Case, trace: Trace) -> Iterator[Hypothesis]:
    """What does not reach the step: each is told by the case that a backend follows which has that fault."""
    for sentence, *_ in faults(subject, case, trace):
        yield Hypothesis(sentence, partial(_as_with, sentence))


def _as_with(sentence: str, subject: Subject, case: Case, trace: Trace) -> bool:
    """Whether a run is as a backend makes it that has this fault; where it cannot show, as it should be."""
    pairs = ((other, renamed) for said, other, renamed in faults(subject, case, trace) if said == sentence)
    other, renamed = next(pairs, (case, trace))
    if other.absent != case.absent:  # what it keeps from then on is not shown
        renamed = replace(renamed, after=[{"theta": state["theta"]} for state in renamed.after])
    return fits(_declared(subject), subject, other, renamed)


def _counts(subject: Subject) -> Iterator[Hypothesis]:
    """The declared variant with another count of its steps."""
    for sentence, algorithm in miscounted(subject.algorithm):
        suspect = Suspect.of(sentence, algorithm, subject.variant)
        yield Hypothesis(sentence, partial(fits, suspect))


def _narrow(subject: Subject) -> Iterator[Hypothesis]:
    """Whether the steps are those of the declared variant as rounding in float32 would have them."""
    if subject.dtype is not FLOAT64 or subject.unreadable:
        return
    rule = replace(Rule.of(subject), budget=partial(Budget, FLOAT32, SINGLE))

    def single(subject: Subject, case: Case, trace: Trace) -> bool:
        (outcome,) = compare(subject, one_step_expected(rule, [(case, replace(trace, start={}))]), [trace])
        return outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT) and outcome.judged > 0

    yield Hypothesis(
        "every step is right within the rounding of float32: something of it is in single precision", single
    )


def _rewritten(subject: Subject, case: Case, trace: Trace) -> Iterator[Hypothesis]:
    """A quantity that is worked out otherwise than it should be."""
    for other in rewritten(subject, case, trace):
        suspect = Suspect(other.sentence, partial(other.build, subject.algorithm), subject.variant)
        yield Hypothesis(other.sentence, partial(fits, suspect))


def _alike(impostor: Suspect, variant: Variant) -> bool:
    """Whether an impostor is what a single switch makes of the variant, on all inputs and not by chance on one."""
    rival = Rival(impostor.label, impostor.build(), variant, impostor.variant)
    if impostor.variant.defaults.keys() != variant.defaults.keys():
        return False
    return all(distance(case, rival) < FACTOR for case in of_settings(rival.algorithm.name, variant.name))


def fitted(subject: Subject, case: Case, trace: Trace) -> Iterator[Hypothesis]:
    """Hyperparameters of which one other value, or another made of each value, explains every step."""
    from goldstep.conformance.fitting import readings

    for sentence, explains in readings(subject, case, trace):
        yield Hypothesis(sentence, explains)
