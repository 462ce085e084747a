"""Schedules where they change: every end and boundary, short runs past the end, far counters, and resumption."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import broken
from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.drive import Run, Trace, complete, drive
from goldstep.conformance.judge import Expected, compare, exact_trajectory, trajectory_expected
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Transitions
from goldstep.reference.trajectory import Case

STEPS = 31  # of a run from the start: e = 0 to 30
SHORT = range(13)  # lengths whose runs go from the start to past their end
LENGTHS = range(501)
FEW = (0, 1, 2, 3, 5, 8, 13, 100, 500)  # where each length costs a compilation
FAR = 2**24 + 1  # the first number that float32 does not have
AROUND = 3  # steps judged at a boundary, from the last with the old formula on
LONG = 64  # lengths beyond which only the first with the new formula is judged
RESUME = "resume-"

Values = dict[str, list[tuple[list[float], list[float]]]]
_exact: dict[tuple[object, ...], list[tuple[Case, list[Values]]]] = {}
_known: dict[tuple[object, ...], list[tuple[Case, list[Expected]]]] = {}


def cells(subject: Subject) -> list[str]:
    transitions = subject.algorithm.transitions
    if not transitions:
        return []
    ways = subject.backend.info.resumes.get(subject.algorithm_name, ())
    windows = [name for name in WINDOWS if name != "far" or transitions.far]
    return [*windows, *(RESUME + way for way in ways)]


def run(subject: Subject, cell: str) -> Outcome:
    if cell.startswith(RESUME):
        return _resumed(subject, cell.removeprefix(RESUME))
    worst, judged, vacuous = 0.0, 0, 0
    for case, expected in _expectations(subject, cell):
        outcome = compare(subject, expected, drive(subject, case))
        if outcome.failed:
            return replace(outcome, evidence=(case, False), reason=f"with {_told(case)}")
        worst = max(worst, outcome.margin or 0.0)
        judged, vacuous = judged + outcome.judged, vacuous + outcome.vacuous
    if not judged:
        return untested("no window of steps is judged: the adapter has no load(), or every budget is vacuous")
    return Outcome(subject.good, margin=worst, judged=judged, vacuous=vacuous)


def _expectations(subject: Subject, cell: str) -> list[tuple[Case, list[Expected]]]:
    """The cases of a cell with what is expected of them, worked out once for all backends that round alike."""
    info = subject.backend.info
    few, loads = subject.mode in info.costly, subject.backend.can_load and not subject.unreadable
    key = (subject.algorithm_name, subject.variant_name, subject.dtype_name, subject.contract, cell, few, loads)
    if key not in _known:
        slots = ["theta", *subject.slots]
        _known[key] = [
            (case, list(trajectory_expected(subject, case, None, slots, exact=exact)))
            for case, exact in _exactly(subject, cell, few, loads)
        ]
    readable = {"theta", *subject.slots} - set(subject.unreadable)
    return [(case, [e for e in expected if e.slot in readable]) for case, expected in _known[key]]


def _exactly(subject: Subject, cell: str, few: bool, loads: bool) -> list[tuple[Case, list[Values]]]:
    """The cases of a cell with their exact values, worked out once for all dtypes."""
    key = (subject.algorithm_name, subject.variant_name, cell, few, loads)
    if key not in _exact:
        slots, variant = ["theta", *subject.slots], subject.variant
        cases = WINDOWS[cell](subject, few, loads)
        _exact[key] = [(case, list(exact_trajectory(case, slots, subject.algorithm, variant))) for case in cases]
    return _exact[key]


def _short(subject: Subject, few: bool, loads: bool) -> Iterator[Case]:
    """From the start, of lengths that end on the way."""
    for n in SHORT[:4] if few else SHORT:
        yield from _of_length(subject, n, [(0, STEPS)])


def _ends(subject: Subject, few: bool, loads: bool) -> Iterator[Case]:
    """At each boundary of each length, from a state that is loaded just before it."""
    if loads:
        for n in FEW if few else LENGTHS:
            yield from _of_length(subject, n, None)
            if n and not _lengths(subject, n):
                return  # a schedule that has no length


def _far(subject: Subject, few: bool, loads: bool) -> Iterator[Case]:
    """The same where a counter in float32 stands still."""
    if loads:
        yield from _of_length(subject, FAR, None)


WINDOWS = {"short": _short, "ends": _ends, "far": _far}


def _of_length(subject: Subject, n: int, windows: list[tuple[int, int]] | None) -> Iterator[Case]:
    """Cases of a schedule of length `n`: (steps behind, steps to take), or those around its boundaries."""
    transitions = subject.algorithm.transitions
    assert transitions
    if n < transitions.shortest:
        return
    template, lengths = subject.cases[0], _lengths(subject, n)
    case = replace(template, name=f"length-{n}", hyper={**template.hyper, **lengths}, changes={})
    h = SimpleNamespace(**case.hypers_at(1), **subject.algorithm.variant(case.variant).switches)
    if windows is None:
        alone = LONG < n < FAR
        first, count = (0, 1) if alone else (-1, AROUND)
        windows = [(max(int(e) + first, 0), count) for e in dict.fromkeys(transitions.at(h))]
    most = transitions.steps(h)
    for done, steps in windows:
        steps = steps if most is None else min(steps, int(most) - done)
        given = template.gradients[0]
        state = _state(subject, transitions, h, done, len(case.shapes)) if done else {}
        yield replace(case, gradients=(given,) * steps, done=done, state=state)


def _lengths(subject: Subject, n: int) -> dict[str, Fraction]:
    """The hyperparameters of the case that make it a schedule of length `n`."""
    transitions, given = subject.algorithm.transitions, subject.cases[0].hyper
    assert transitions
    return {name: Fraction(value) for name, value in transitions.hypers(n).items() if name in given}


def _state(
    subject: Subject, transitions: Transitions, h: SimpleNamespace, done: int, count: int
) -> dict[str, tuple[tuple[Fraction, ...], ...]]:
    """What the slots hold after so many steps, the same for each learning rate."""
    held = transitions.state(h, done)
    return {slot: ((Fraction(held[slot]),),) * count for slot in subject.slots if slot in held}


def _resumed(subject: Subject, way: str) -> Outcome:
    """After every number of steps of every golden case the run is resumed, and goes on as if it had not been."""
    worst, judged = 0.0, 0
    for case in subject.cases:
        expected = list(trajectory_expected(subject, case, None, {"theta", *subject.slots} - set(subject.unreadable)))
        for cut in list(case.steps)[: STEPS - 1]:
            trace = _cut(subject, case, way, cut)
            seen = [e for e in expected if e.step in range(cut, cut + AROUND)]
            outcome = compare(subject, seen, trace, "STEP-3")
            if outcome.verdict is Verdict.VIOLATES:
                return replace(outcome, reason=f"{case.id}, resumed by {way} after step {cut}", clauses=("STEP-3",))
            worst, judged = max(worst, outcome.margin or 0.0), judged + outcome.judged
    return Outcome(subject.good, margin=worst, judged=judged, clauses=("STEP-3",))


def _cut(subject: Subject, case: Case, way: str, cut: int) -> Trace:
    """The run with a resumption after step `cut`, and the few steps that follow it."""
    run = Run(subject, case)
    if not callable(getattr(run.adapter, "resume", None)):
        raise AdapterError(f"{subject.backend.name}: info().resumes names {way}, but there is no resume()")
    before, after = [], []
    state = start = complete(subject, case, run.read())
    for t in range(case.done + 1, min(cut + AROUND, case.steps[-1] + 1)):
        run.step()
        if t == cut:
            with broken(subject.backend.name, f"resume by {way} after step {t} of {case.id}"):
                run.adapter.resume(way)
        before.append(state)
        state = run.read()
        after.append(state)
    return Trace(start, before, after, case.done)


def _told(case: Case) -> str:
    lengths = ", ".join(f"{name} = {float(value):g}" for name, value in case.hyper.items())
    return f"{lengths}, from step {case.done + 1} on"


CHECK = Check(
    "transitions",
    "a schedule at its ends and boundaries, past them, far from the start, and after resumption",
    cells=cells,
    run=run,
    clauses=rule_clauses,
)
