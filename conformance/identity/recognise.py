"""What something without an adapter is, by its goldens; or what comes nearest, and why it is not that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import Backend, Door
from goldstep.adapters.open import names
from goldstep.adapters.open.opening import arguments
from goldstep.adapters.open.start import STEPS
from goldstep.adapters.open.trial import Trial
from goldstep.conformance import diagnosis
from goldstep.conformance.checks import get
from goldstep.conformance.checks.check import perform
from goldstep.conformance.checks.smoke import CHECK as SMOKE
from goldstep.conformance.drive import NotFinite, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected, trajectory_expected
from goldstep.conformance.identity.identity import Identity, Match, Nearest
from goldstep.conformance.identity.tried import Tried, tried
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Selection, Subject, subjects

CHECKS = ("one-step", "trajectory")
MOST = 16  # variants that are judged by their goldens, the likeliest
NEAR, FITTED = 24, 3  # variants among which an explanation is sought for, and a hyperparameter fitted: the nearest
SINGLE, NARROW = {"coefficients": "single"}, {"matrices": "bfloat16"}


def identify(door: Door) -> Identity:
    """Try all variants of the family, and judge those that agree by the goldens, which tell all of them apart.

    Raises AdapterError where nothing can be tried.
    """
    found, contract = tried(door), dict[str, str]()
    agreeing = [trial for trial in found.trials if trial.agrees]
    if not agreeing and not door.asked.contract:
        door, contract, agreeing = _rounding_elsewhere(door, found)
    free = [trial for trial in agreeing if not _settings(door, trial)]
    bound = [trial for trial in agreeing if _settings(door, trial)]
    judged = [_judged(door, group) for group in _alike(free)[:MOST]]
    known = any(one.passes for one in judged)
    judged += [] if known else [_judged(door, group) for group in _alike(bound)[:MOST]]
    matches = [_match(door, one, trial, contract) for one in judged if one.passes for trial in one.trials]
    nearest = None if known else _nearest(door, found, judged)
    return Identity(door.name, matches, nearest, found.count, sum(len(one.trials) for one in judged))


def _rounding_elsewhere(door: Door, found: Tried) -> tuple[Door, dict[str, str], list[Trial]]:
    """What agrees once it is declared to compute coefficients in float32, or to multiply matrices in bfloat16.

    The bounds of the latter are so wide that goldens must tell; but what is kept must be what the variant keeps.
    """
    nearly = [trial for trial in found.trials if trial.recognised.nearly == STEPS]
    if nearly:
        other = door.with_contract(SINGLE)
        again = [other.attempt(trial.algorithm, trial.variant) for trial in nearly]
        return other, SINGLE, [trial for trial in again if trial.agrees]
    matrices = [trial for trial in found.trials if trial.algorithm.couples == "matrix" and trial.recognised.exact]
    if matrices:
        other = door.with_contract(NARROW)
        again = [other.attempt(trial.algorithm, trial.variant) for trial in matrices]
        return other, NARROW, [trial for trial in again if trial.recognised.possible == STEPS]
    return door, {}, []


def _alike(trials: Sequence[Trial]) -> list[list[Trial]]:
    """The trials in which the same is made of the same arguments, together."""
    groups: dict[Any, list[Trial]] = {}
    for trial in trials:
        spelling = trial.spelling
        switches = tuple(sorted(trial.variant.switches.items()))
        same = repr((trial.algorithm.name, switches, spelling.options, spelling.chosen, spelling.fixed))
        groups.setdefault(same, []).append(trial)
    return list(groups.values())


@dataclass(frozen=True)
class _Judged:
    """What came of the goldens of trials that are the same."""

    trials: Sequence[Trial]
    backend: Backend
    subject: Subject
    outcomes: Sequence[Outcome]

    @property
    def passes(self) -> bool:
        verdicts = {outcome.verdict for outcome in self.outcomes}
        return bool(verdicts & {Verdict.CONFORMS, Verdict.VARIANT}) and not self.failure

    @property
    def failure(self) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.failed), None)


def _judged(door: Door, trials: Sequence[Trial]) -> _Judged:
    """In float64 where it has that, and in its first mode, until one fails."""
    backend = door.finished(trials[0])
    subject, outcomes = _subject(backend), list[Outcome]()
    for check in map(get, CHECKS):
        for name in check.cells(subject):
            outcomes.append(perform(check, subject, name, SMOKE))
            if outcomes[-1].failed:
                return _Judged(trials, backend, subject, outcomes)
    return _Judged(trials, backend, subject, outcomes)


def _subject(backend: Backend) -> Subject:
    info = backend.info
    dtype = "float64" if "float64" in info.dtypes else info.dtypes[0]
    return next(subjects(backend, Selection(dtypes=(dtype,), modes=(info.modes[0],))))


def _match(door: Door, judged: _Judged, trial: Trial, contract: dict[str, str]) -> Match:
    settings = _settings(door, trial)
    return Match(
        trial.algorithm.name,
        trial.variant.name,
        _spelled(trial),
        settings,
        contract,
        trial.spelling.numbers,
        backend=judged.backend,
    )


def _settings(door: Door, trial: Trial) -> dict[str, Any]:
    """The arguments that must have certain values, since the variant has nothing for them."""
    besides = {*door.asked.flags, *names.IDLE.get(trial.algorithm.name, {})}
    return {name: x for name, x in trial.spelling.chosen.items() if name not in besides}


def _spelled(trial: Trial) -> str:
    return arguments(trial, trial.spelling.options).removeprefix(": ").removeprefix("; ")


def _nearest(door: Door, found: Tried, judged: Sequence[_Judged]) -> Nearest:
    """What passes most goldens of what agrees; else what is followed longest, preferably where that is explained.

    What has hyperparameters for all arguments goes before what has not.
    """
    failed = [one for one in judged if one.failure and not _settings(door, one.trials[0])]
    if failed:
        best = max(failed, key=lambda one: len(one.outcomes))
        return _described(best.trials[0], best.subject, best.failure or best.outcomes[-1])
    order = _alike(sorted(found.trials, key=lambda trial: bool(_settings(door, trial))))
    followed = []
    for trial, *_ in order[:NEAR]:
        whole = door.attempt(trial.algorithm, trial.variant)
        subject = _subject(door.finished(whole))
        followed.append((whole, subject, _followed(whole, subject)))
        described = _described(*followed[-1], fit=False)
        if described.explained:
            return described
    known = [each for each in followed if not each[0].spelling.numbers]  # what is told nothing fits anything
    likely = sorted(known, key=lambda each: each[0].rank(door.reader.likely)[-1], reverse=True)  # all are far from it
    fitted = (_described(*each) for each in likely[:FITTED])
    return next((one for one in fitted if one.explained), _described(*followed[0], fit=False))


def _followed(trial: Trial, subject: Subject) -> Outcome:
    """Where it departs from what the known start leads to."""
    case = trial.start.case
    try:
        trace = drive(subject, case)
    except NotFinite as reason:
        return Outcome(Verdict.VIOLATES, reason=str(reason))
    except AdapterError as error:
        return Outcome(Verdict.ERROR, reason=str(error))
    rule = Rule.of(subject)
    if set(subject.slots) <= trace.readable:
        expected = one_step_expected(rule, [(case, trace)])
    else:
        expected = trajectory_expected(rule, [case], trace.readable)
    (outcome,) = compare(subject, expected, [trace])
    return replace(outcome, evidence=(case, False))


def _described(trial: Trial, subject: Subject, outcome: Outcome, *, fit: bool = True) -> Nearest:
    case = outcome.evidence[0] if outcome.evidence else trial.start.case
    departure = outcome.departure
    return Nearest(
        trial.algorithm.name,
        trial.variant.name,
        _spelled(trial),
        "a known start" if case is trial.start.case else case.id,
        departure.step - case.done - 1 if departure else trial.recognised.nearly,
        len(case.gradients),
        departure,
        outcome.reason,
        tuple(_explained(subject, outcome, fit)) if outcome.departure else (),
        trial.spelling.numbers,
    )


def _explained(subject: Subject, outcome: Outcome, fit: bool) -> Iterator[str]:
    """What the diagnosis finds, but no variant that has a name: all of these were tried on more than this."""
    named = tuple(f"this is the variant {variant.name} (" for variant in subject.algorithm.variants)
    yield from (note for note in diagnosis.explain(subject, outcome, fit=fit) if not note.startswith(named))
