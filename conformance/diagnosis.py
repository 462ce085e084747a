"""What a failing backend is instead: the same inputs replayed through all variants and impostors.

A hypothesis must fit the run that failed, and what the backend does in the goldens of its variant, failing or not: by
chance a wrong answer fits one run, but not all.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

from goldstep.conformance import lives
from goldstep.conformance.counting import miscounted
from goldstep.conformance.drive import NotFinite, Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.generated import wide
from goldstep.conformance.glance import elsewhere
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.plumbing import faults
from goldstep.conformance.rewriting import rewritten
from goldstep.conformance.subject import Subject
from goldstep.golden.catalogue import of_settings
from goldstep.golden.power import FACTOR, Rival, distance
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.errors import GoldstepError
from goldstep.reference.switched import is_switched, neighbours
from goldstep.reference.trajectory import Case

NOT_THE_FORMULA = "each step is right from the state before it, so it is not the formula that is wrong"
SINGLE = Contract(constants="working", coefficients="working", scalars="working")
MOST, FEW = 6, 2  # goldens that a hypothesis has to explain besides


@dataclass(frozen=True)
class Hypothesis:
    """What may be said of a backend, and whether that explains a run of it."""

    sentence: str
    fits: Callable[[Case, Trace], bool]


@dataclass(frozen=True)
class Suspect:
    """What a backend may be instead: a variant of the algorithm that `build` gives."""

    label: str
    build: Callable[[], Algorithm]
    variant: Variant


@dataclass(frozen=True)
class Evidence:
    """The run that failed, and what the backend does in goldens."""

    subject: Subject
    case: Case
    trace: Trace

    @cached_property
    def others(self) -> list[tuple[Case, Trace]]:
        """Runs of the goldens of its variant, as far as the backend takes them."""
        of_goldens = of_settings(self.subject.algorithm_name, self.subject.variant_name)
        found = list(islice(self._driven(of_goldens), MOST))
        return found if len(found) >= FEW else [*found, *islice(self._driven(self._made()), FEW)]

    def _made(self) -> Iterator[Case]:
        """What it takes where it takes no golden, as of a hyperparameter that it does not have."""
        with suppress(GoldstepError):
            yield wide(self.subject)
            yield from lives.changing(self.subject)

    def _driven(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Trace]]:
        for case in cases:
            with suppress(GoldstepError, NotFinite):
                yield case, drive(self.subject, case)

    def explained(self, hypotheses: Iterable[Hypothesis]) -> Iterator[Hypothesis]:
        """Those that fit it all."""
        for hypothesis in hypotheses:
            here = hypothesis.fits(self.case, self.trace)
            if here and all(hypothesis.fits(*other) for other in self.others):
                yield hypothesis


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
    found = list(_those(evidence, _variants(subject)))
    switched = [suspect.variant for suspect in found if is_switched(suspect.variant.name)]
    for suspect in _those(evidence, _impostors(subject)):
        if not switched or any(_alike(suspect, variant) for variant in switched):
            found.append(suspect)
    return [f"this is {suspect.label}" for suspect in found]


def _those(evidence: Evidence, suspects: Iterable[Suspect]) -> Iterator[Suspect]:
    """The suspects that explain all."""
    for suspect in suspects:
        yield from (suspect for _ in evidence.explained([_hypothesis(evidence.subject, suspect)]))


def _hypothesis(subject: Subject, suspect: Suspect) -> Hypothesis:
    return Hypothesis(f"this is {suspect.label}", partial(fits, subject, suspect))


def _stages(evidence: Evidence, fit: bool) -> Iterator[Iterable[Hypothesis]]:
    """What may be said where nothing has a name, the plainest first; of each kind one is enough."""
    subject, case, trace = evidence.subject, evidence.case, evidence.trace
    yield _faults(subject, case, trace)
    yield _counts(subject)
    yield _narrow(subject)
    yield (_hypothesis(subject, suspect) for suspect in _relatives(subject))
    if fit:
        yield (_hypothesis(subject, suspect) for suspect in _two_away(subject))
        yield fitted(subject, case, trace)
        yield (_hypothesis(subject, suspect) for suspect in _both(subject))
        yield _rewritten(subject, case, trace)


def _declared(subject: Subject) -> Suspect:
    return Suspect("", lambda: subject.algorithm, subject.variant)


def _variants(subject: Subject) -> Iterator[Suspect]:
    """The other variants, and what differs from the declared one in a single switch and has no name."""
    algorithm, own = subject.algorithm, subject.variant
    switches = {tuple(sorted(own.switches.items()))}
    for variant in (*algorithm.variants, *neighbours(algorithm, own)):
        setting = tuple(sorted(variant.switches.items()))
        if setting not in switches and variant.defaults.keys() <= own.defaults.keys():
            switches.add(setting)
            label = f"the variant {variant.name} ({variant.source}): {_difference(own, variant)}"
            yield Suspect(label, lambda: algorithm, variant)


def _two_away(subject: Subject) -> Iterator[Suspect]:
    """What differs from the declared variant in two switches; those that have a name were looked at before."""
    algorithm, own = subject.algorithm, subject.variant
    seen = {tuple(sorted(v.switches.items())) for v in (*algorithm.variants, *neighbours(algorithm, own))}
    for near in neighbours(algorithm, own):
        for variant in neighbours(algorithm, near):
            setting = tuple(sorted(variant.switches.items()))
            if setting not in seen and variant.defaults.keys() <= own.defaults.keys():
                seen.add(setting)
                label = f"{own.name} with two other switches: {_difference(own, variant)}"
                yield Suspect(label, lambda: algorithm, variant)


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
        suspect = Suspect(sentence, lambda algorithm=algorithm: algorithm, subject.variant)  # type: ignore[misc]
        yield Hypothesis(sentence, partial(fits, subject, suspect))


def _relatives(subject: Subject) -> Iterator[Suspect]:
    """Variants of other algorithms that have the same hyperparameters and the same state."""
    own, slots = subject.variant, _names(subject.algorithm, subject.variant)
    for name in registry.of_family(registry.family(subject.algorithm_name)):
        algorithm = registry.get(name)
        for variant in algorithm.variants if name != subject.algorithm_name else ():
            if variant.defaults.keys() == own.defaults.keys() and _names(algorithm, variant) == slots:
                label = f"{name} {variant.name} ({variant.source})"
                yield Suspect(label, lambda algorithm=algorithm: algorithm, variant)  # type: ignore[misc]


def _names(algorithm: Algorithm, variant: Variant) -> set[str]:
    return {slot.name for slot in algorithm.slots_of(variant)}


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


def _impostors(subject: Subject) -> Iterator[Suspect]:
    for impostor in of_algorithm(subject.algorithm_name):
        label = f"{impostor.name}: {impostor.wrong} ({impostor.clause}; {impostor.source})"
        yield Suspect(label, impostor.build, subject.variant)


def _both(subject: Subject) -> Iterator[Suspect]:
    """Each impostor with one switch set otherwise."""
    for variant in neighbours(subject.algorithm, subject.variant):
        if variant.defaults.keys() <= subject.variant.defaults.keys():
            for impostor in of_algorithm(subject.algorithm_name):
                switch = _difference(subject.variant, variant)
                label = f"{impostor.name}: {impostor.wrong} ({impostor.clause}); with {switch}"
                yield Suspect(label, impostor.build, variant)


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


def _difference(own: Variant, other: Variant) -> str:
    return ", ".join(f"{k} {v} instead of {own.switches[k]}" for k, v in other.switches.items() if own.switches[k] != v)


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
