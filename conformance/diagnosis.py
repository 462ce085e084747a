"""What a failing backend is instead: the same inputs replayed through all variants and impostors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.figures import figure
from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.golden.catalogue import of_settings
from goldstep.golden.power import FACTOR, Rival, distance
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.switched import is_switched, neighbours
from goldstep.reference.trajectory import Case


def explain(subject: Subject, outcome: Outcome, *, fit: bool = True) -> Iterator[str]:
    """A sentence for each variant, impostor or hyperparameter value that fits the evidence within its budget.

    Without `fit` no hyperparameter is looked for, which takes longest.
    """
    if outcome.evidence is None:
        return
    case, reset = outcome.evidence
    trace = drive(subject, case, reset=reset)
    found = [suspect for suspect in _variants(subject) if _fits(subject, case, trace, suspect)]
    switched = [suspect.variant for suspect in found if is_switched(suspect.variant.name)]
    for suspect in _impostors(subject):
        if _fits(subject, case, trace, suspect) and (not switched or any(_alike(suspect, v) for v in switched)):
            found.append(suspect)
    for suspect in found:
        yield f"this is {suspect.label}"
    if not found and fit:
        yield from fitted(subject, case, trace)


@dataclass(frozen=True)
class Suspect:
    """What a backend may be instead: a variant of the algorithm that `build` gives."""

    label: str
    build: Callable[[], Algorithm]
    variant: Variant


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


def _impostors(subject: Subject) -> Iterator[Suspect]:
    for impostor in of_algorithm(subject.algorithm_name):
        label = f"{impostor.name}: {impostor.wrong} ({impostor.clause}; {impostor.source})"
        yield Suspect(label, impostor.build, subject.variant)


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
        return _explains(subject, case, trace, suspect.build(), suspect.variant)
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
