"""What a failing backend is instead: the same inputs replayed through all variants and impostors."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from goldstep.adapters.contract import AdapterError
from goldstep.conformance.drive import NotFinite, Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.figures import figure
from goldstep.conformance.glance import elsewhere
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.plumbing import faults
from goldstep.conformance.rewriting import rewritten
from goldstep.conformance.subject import Subject
from goldstep.golden.catalogue import of_settings
from goldstep.golden.power import FACTOR, Rival, distance
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import FLOAT32, FLOAT64
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.switched import is_switched, neighbours
from goldstep.reference.trajectory import Case

NOT_THE_FORMULA = "each step is right from the state before it, so it is not the formula that is wrong"
SINGLE = Contract(constants="working", coefficients="working", scalars="working")


def explain(subject: Subject, outcome: Outcome, *, fit: bool = True) -> Iterator[str]:
    """A sentence for each variant, impostor or hyperparameter value that fits the evidence within its budget.

    Without `fit` no hyperparameter is looked for, and no two things at once, which take longest.
    """
    if outcome.evidence is None:
        return
    case, reset = outcome.evidence
    trace = drive(subject, case, reset=reset)
    between = outcome.departure is None  # as of what is lost on a load: a formula that is wrong elsewhere would fit
    if between and _fits(subject, case, trace, _declared(subject)):
        yield next(_faults(subject, case, trace), NOT_THE_FORMULA)
        return
    found = [suspect for suspect in _variants(subject) if _fits(subject, case, trace, suspect)]
    switched = [suspect.variant for suspect in found if is_switched(suspect.variant.name)]
    for suspect in _impostors(subject):
        if _fits(subject, case, trace, suspect) and (not switched or any(_alike(suspect, v) for v in switched)):
            found.append(suspect)
    if not found and fit:
        found = [suspect for suspect in _two_away(subject) if _fits(subject, case, trace, suspect)]
    for suspect in found:
        yield f"this is {suspect.label}"
    if not found:
        others = [*_faults(subject, case, trace), *_narrow(subject, case, trace)]
        if fit and not others:
            others = (
                [*fitted(subject, case, trace)] or [*_both(subject, case, trace)] or [*_rewritten(subject, case, trace)]
            )
        yield from others


@dataclass(frozen=True)
class Suspect:
    """What a backend may be instead: a variant of the algorithm that `build` gives."""

    label: str
    build: Callable[[], Algorithm]
    variant: Variant


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


def _faults(subject: Subject, case: Case, trace: Trace) -> Iterator[str]:
    """What does not reach the step: the first fault of each kind of which all steps are those."""
    for sentence, other, renamed in faults(subject, case, trace):
        if _fits(subject, other, renamed, _declared(subject)):
            yield sentence
            return


def _narrow(subject: Subject, case: Case, trace: Trace) -> Iterator[str]:
    """Whether the steps are those of the declared variant as rounding in float32 would have them."""
    if subject.dtype is not FLOAT64 or subject.unreadable:
        return
    rule = replace(Rule.of(subject), budget=partial(Budget, FLOAT32, SINGLE))
    (outcome,) = compare(subject, one_step_expected(rule, [(case, replace(trace, start={}))]), [trace])
    if outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT) and outcome.judged > 0:
        yield "every step is right within the rounding of float32: something of it is in single precision"


def _impostors(subject: Subject) -> Iterator[Suspect]:
    for impostor in of_algorithm(subject.algorithm_name):
        label = f"{impostor.name}: {impostor.wrong} ({impostor.clause}; {impostor.source})"
        yield Suspect(label, impostor.build, subject.variant)


def _both(subject: Subject, case: Case, trace: Trace) -> Iterator[str]:
    """The first impostor that fits with one switch set otherwise."""
    for variant in neighbours(subject.algorithm, subject.variant):
        for impostor in of_algorithm(subject.algorithm_name):
            suspect = Suspect(impostor.name, impostor.build, variant)
            if variant.defaults.keys() <= subject.variant.defaults.keys() and _fits(subject, case, trace, suspect):
                switch = _difference(subject.variant, variant)
                yield f"this is {impostor.name}: {impostor.wrong} ({impostor.clause}); with {switch}"
                return


def _rewritten(subject: Subject, case: Case, trace: Trace) -> Iterator[str]:
    """The first quantity that is worked out otherwise than it should be, in this case and in every golden."""
    for other in rewritten(subject, case, trace):
        suspect = Suspect(other.sentence, partial(other.build, subject.algorithm), subject.variant)
        if _fits(subject, case, trace, suspect) and all(_fits(subject, *each, suspect) for each in _goldens(subject)):
            yield other.sentence
            return


def _goldens(subject: Subject) -> Iterator[tuple[Case, Trace]]:
    """What the subject does in the golden cases of its variant; by chance a wrong answer fits one, but not all."""
    for case in of_settings(subject.algorithm_name, subject.variant_name):
        with suppress(AdapterError, NotFinite):
            yield case, drive(subject, case)


def _alike(impostor: Suspect, variant: Variant) -> bool:
    """Whether an impostor is what a single switch makes of the variant, on all inputs and not by chance on one."""
    rival = Rival(impostor.label, impostor.build(), variant, impostor.variant)
    if impostor.variant.defaults.keys() != variant.defaults.keys():
        return False
    return all(distance(case, rival) < FACTOR for case in of_settings(rival.algorithm.name, variant.name))


def _difference(own: Variant, other: Variant) -> str:
    return ", ".join(f"{k} {v} instead of {own.switches[k]}" for k, v in other.switches.items() if own.switches[k] != v)


def _fits(subject: Subject, case: Case, trace: Trace, suspect: Suspect) -> bool:
    """Whether a suspect explains the trace; one that cannot be built or run under this variant explains nothing."""
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
    return outcome.verdict in (Verdict.CONFORMS, Verdict.VARIANT) and outcome.judged > 0


def fitted(subject: Subject, case: Case, trace: Trace) -> Iterator[str]:
    """Hyperparameters of which one other value explains every step."""
    from goldstep.conformance.fitting import fit

    for name, value, clauses in fit(subject, case, trace):
        given = float(case.hypers_at(case.steps[0])[name])
        behind = f" ({', '.join(clauses)})" if clauses else ""
        yield f"it behaves as if {name} were {figure(value, given)} instead of {figure(given, value)}{behind}"
