"""Schedules where they change: every end and boundary, short runs past the end, far counters, and resumption."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from types import SimpleNamespace

import numpy as np

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import broken
from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.drive import Run, Trace, complete, drive_after
from goldstep.conformance.evaluation import Found, Rule, runs
from goldstep.conformance.expected import Expected, trajectory_expected
from goldstep.conformance.figures import figure
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Transitions
from goldstep.reference.trajectory import Case

STEPS = 31  # of a run from the start: e = 0 to 30
SHORT = range(13)  # lengths whose runs go from the start to past their end
LENGTHS = range(501)
FEW = (0, 1, 2, 3, 5, 8, 13, 100, 500)  # and those of `reciprocal_errs`, where each length costs a compilation
FAR = 2**24 + 1  # the first number that float32 does not have
AROUND = 3  # steps judged at a boundary, from the last with the old formula on
LONG = 64  # lengths beyond which only the first with the new formula is judged
RESUME = "resume-"


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
    for cases, expected in _expectations(subject, cell):
        outcomes = compare(subject, expected, [drive_after(subject, case) for case in cases])
        for case, outcome in zip(cases, outcomes, strict=True):
            if outcome.failed:
                return replace(outcome, evidence=(case, False), reason=f"with {_told(case)}")
            worst = max(worst, outcome.margin or 0.0)
            judged, vacuous = judged + outcome.judged, vacuous + outcome.vacuous
    if not judged:
        return untested("no window of steps is judged: the adapter has no load(), or every budget is vacuous")
    return Outcome(subject.good, margin=worst, judged=judged, vacuous=vacuous)


def _expectations(subject: Subject, cell: str) -> Iterator[tuple[list[Case], list[Expected]]]:
    """The cases of a cell, side by side where they are alike, with what is expected of them."""
    few, loads = subject.mode in subject.backend.info.costly, subject.backend.can_load and not subject.unreadable
    recall, rule, slots = subject.memory.recall, Rule.of(subject), ["theta", *subject.slots]
    readable = {"theta", *subject.slots} - set(subject.unreadable)
    key = (subject.algorithm_name, subject.variant_name, cell, few, loads)
    for k, cases in enumerate(recall(("windows", *key), lambda: _alike(WINDOWS[cell](subject, few, loads)))):
        exact = recall(("exact", *key, k), partial(runs, rule, cases, slots))

        def expected(cases: list[Case] = cases, exact: list[Found] = exact) -> list[Expected]:
            return list(trajectory_expected(rule, cases, slots, exact))

        known = recall(("expected", *key, k, subject.dtype_name, subject.contract), expected)
        yield cases, [e for e in known if e.slot in readable]


def _alike(cases: Iterable[Case]) -> list[list[Case]]:
    """Cases with the same number of steps and of state variables to load."""
    groups: dict[tuple[int, int, bool], list[Case]] = {}
    for case in cases:
        groups.setdefault((len(case.gradients), len(case.state), case.done == 0), []).append(case)
    return list(groups.values())


def _short(subject: Subject, few: bool, loads: bool) -> Iterator[Case]:
    """From the start, of lengths that end on the way."""
    for n in SHORT[:4] if few else SHORT:
        yield from _of_length(subject, n, [(0, STEPS)])


def _ends(subject: Subject, few: bool, loads: bool) -> Iterator[Case]:
    """At each boundary of each length, from a state that is loaded just before it."""
    if loads:
        for n in sorted({*FEW, *reciprocal_errs()}) if few else LENGTHS:
            yield from _of_length(subject, n, None)
            if n and not _lengths(subject, n):
                return  # a schedule that has no length


@cache
def reciprocal_errs() -> dict[int, str]:
    """The shortest lengths at which a division by the length and a product with its reciprocal differ at the end.

    A compiler makes the one of the other where a length is a constant. Of each the reason.
    """
    found: dict[int, str] = {}
    for dtype, count in ((np.float32, 2), (np.float64, 1)):
        numbers: np.ndarray = np.arange(1, len(LENGTHS)).astype(dtype)
        errs = numbers[numbers * np.reciprocal(numbers) != 1][:count]
        found |= {int(n): f"{n:.0f} times its reciprocal is not 1 in {np.dtype(dtype).name}" for n in errs}
    return found


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
    about = reciprocal_errs().get(n, "")
    case = replace(template, name=f"length-{n}", about=about, hyper={**template.hyper, **lengths}, changes={})
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
        yield case.at(done, (given,) * steps, state)


def _lengths(subject: Subject, n: int) -> dict[str, Fraction]:
    """The hyperparameters of the case that make it a schedule of length `n`."""
    transitions, given = subject.algorithm.transitions, subject.cases[0].hyper
    assert transitions
    return {name: Fraction(value) for name, value in transitions.hypers(n).items() if name in given}


def _state(
    subject: Subject, transitions: Transitions, h: SimpleNamespace, done: int, count: int
) -> dict[str, tuple[tuple[Fraction, ...], ...]]:
    """What the slots hold after so many steps, the same for each learning rate."""
    held = transitions.held(h, done)
    return {slot: ((held[slot],),) * count for slot in subject.slots if slot in held}


def _resumed(subject: Subject, way: str) -> Outcome:
    """After every number of steps of every golden case the run is resumed, and goes on as if it had not been."""
    worst, judged = 0.0, 0
    for case in subject.cases:
        readable = {"theta", *subject.slots} - set(subject.unreadable)
        expected = list(trajectory_expected(Rule.of(subject), [case], readable))
        for cut in list(case.steps)[: STEPS - 1]:
            trace = _cut(subject, case, way, cut)
            seen = [e.part([k for k, (_, t) in enumerate(e.lanes) if t in range(cut, cut + AROUND)]) for e in expected]
            (outcome,) = compare(subject, seen, [trace])
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
    lengths = ", ".join(f"{name} = {figure(float(value))}" for name, value in case.hyper.items())
    return f"{lengths}, from step {case.done + 1} on" + f" ({case.about})" * bool(case.about)


def _inputs(subject: Subject, cell: str) -> Iterable[Case]:
    if cell.startswith(RESUME):
        return subject.cases
    return (case for cases, _ in _expectations(subject, cell) for case in cases)


CHECK = Check(
    "transitions",
    "a schedule at its ends and boundaries, past them, far from the start, and after resumption",
    cells=cells,
    run=run,
    clauses=rule_clauses,
    cases=_inputs,
)
