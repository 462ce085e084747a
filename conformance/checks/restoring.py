"""Saving and loading as users do it: by the backend's own state dicts, into an optimizer made with other values."""

from dataclasses import replace
from typing import Any

from goldstep.adapters.contract import Unsupported
from goldstep.adapters.loading import broken
from goldstep.conformance import lives
from goldstep.conformance.checks.smoke import same
from goldstep.conformance.checks.stepwise import run as drive
from goldstep.conformance.checks.told import mistaken_scale, told_by
from goldstep.conformance.drive import Trace
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.run import Run, turned
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

Found = tuple[str, tuple[str, ...]]  # what is wrong, and the clauses that it breaks
CLAUSE = "STEP-11"
RESTORED, TOLD = (CLAUSE,), (CLAUSE, "STEP-19")
NOTHING: Found = "", ()
OWN = 2  # steps of one that takes up another
LATE = 299  # steps, of which neither this number nor the next one has eight digits


def run(subject: Subject) -> Outcome:
    """Every case, taken up before the first step, after one, in the middle and late, goes on bit for bit."""
    return _restored(subject, cases(subject))


def run_missing(subject: Subject) -> Outcome:
    """The same where gradients are missing or zero: some parameters have no state yet, and others one of zeros."""
    return _restored(subject, missing(subject))


def _restored(subject: Subject, all_of: list[Case]) -> Outcome:
    made = subject.backend.adapter()
    if not (callable(getattr(made, "save", None)) and callable(getattr(made, "restore", None))):
        raise Unsupported("the adapter has no save() and restore(), so its own saving and loading cannot be judged")
    judged = 0
    for case in all_of:
        whole = drive(subject, case)
        last, others = len(case.steps), others_of(subject, case)
        for cut in cuts(case):
            found, clauses = _differs(subject, case, whole, cut, others)
            if found:
                return Outcome(Verdict.VIOLATES, found, float("inf"), 1, clauses=clauses, evidence=(case, False))
            judged += last - cut
        older = _differs(subject, case, whole, 1, others, older=True) if hasattr(made, "older") else NOTHING
        if older[0]:
            reason = f"as an older release saved it: {older[0]}"
            return Outcome(Verdict.VIOLATES, reason, float("inf"), 1, clauses=older[1], evidence=(case, False))
    return Outcome(subject.good, judged=judged, clauses=RESTORED)


def cases(subject: Subject) -> list[Case]:
    """The golden ones, and those of a life: with changes, with groups, and late, where a count needs all its digits."""
    grouped = lives.can_be_grouped(subject) and subject.backend.info.groups
    lived = [*lives.changing(subject)[:1], *([lives.grouped(subject)] if grouped else [])]
    if lives.tensors(subject) and subject.backend.can_load and not subject.unreadable:
        lived += [case for case in lives.late(subject) if case.done == LATE][-1:]
    if lives.is_loop(subject) and not subject.lacks("guard"):
        lived.append(lives.guarded(subject))
    return [*subject.cases, *map(subject.limits.adapted, lived)]


def missing(subject: Subject) -> list[Case]:
    return [subject.limits.adapted(lives.resting(subject))]


def cuts(case: Case) -> list[int]:
    """Behind how many steps it is saved."""
    last = len(case.steps)
    return list(dict.fromkeys((0, 1, last // 2, last - 1)))


def own_steps(case: Case, cut: int) -> int:
    """How many steps the one that takes it up has made."""
    return OWN if cut == len(case.steps) // 2 or (case.absent and not cut) else 0


def _differs(subject: Subject, case: Case, whole: Trace, cut: int, others: Case, *, older: bool = False) -> Found:
    """What is not as in the uninterrupted run after one was saved behind `cut` steps and taken up by one of others.

    In the middle, that one has made steps of its own before.
    What an `older` release would have saved is tried only where it is not the same.
    """
    first = Run(subject, case)
    for _ in range(cut):
        first.step()
    with broken(subject.backend.name, "save"):
        saved = first.adapter.save()
    if older:
        with broken(subject.backend.name, "older"):
            before = first.adapter.older(saved)
        if before == saved:
            return NOTHING
        saved = before
    second = Run(subject, others)
    for _ in others.steps[: own_steps(case, cut)]:
        second.step()
    with broken(subject.backend.name, "restore"):
        second.adapter.restore(saved)
    second.goes_on(case, case.done + cut)
    kept = _kept(subject, first)
    there = whole.at(case.done + cut) if cut else whole.start
    if found := _unlike(second.read(), there):
        return f"{case.name}: {found} right after the state of step {cut} was restored", RESTORED
    if found := _mistold(subject, second, case, kept):
        return f"{case.name}: {found} right after the state of step {cut} was restored", TOLD
    if cut < len(case.steps):
        opposite = turned(subject.algorithm, first.given(first.t + 1))
        first.step(gradients=opposite)  # what goes on there must not be seen here
        if found := _unlike(second.read(), there):
            return (
                f"{case.name}: {found} in what was restored at step {cut} when the run that was saved goes on",
                RESTORED,
            )
    for t in case.steps[cut:]:
        second.step()
        looked_at = t in (case.done + cut + 1, case.steps[-1])  # what went another way in between shows at the end
        if looked_at and (found := _unlike(second.read(), whole.at(t))):
            return f"{case.name}, restored after step {cut}: {found} at step {t}", RESTORED
    if found := _mistold(subject, second, case, kept):
        return f"{case.name}, restored after step {cut}: {found} at the end", TOLD
    return NOTHING


def _kept(subject: Subject, run: Run) -> dict[str, Any]:
    """What no step of an optimizer may change, as far as it tells it, such as what holds a learning rate."""
    tells = lives.trains(subject) and callable(getattr(run.adapter, "told", None))
    return dict(told_by(subject, run)["kept"]) if tells else {}


def _mistold(subject: Subject, run: Run, case: Case, kept: dict[str, Any]) -> str:
    """What is told wrongly besides a state: how many steps were counted, what is to stay as it was, a loss scale."""
    if not ((lives.trains(subject) or lives.is_loop(subject)) and callable(getattr(run.adapter, "told", None))):
        return ""
    now, expected = told_by(subject, run), case.counts(run.t)
    idle = any(not any(map(any, case.gradient(t))) for t in case.steps)  # which may be counted, or not
    if case.absent or idle:  # whose count goes on is judged where they are missing, see STEP-10
        now.pop("counts", None)
    if lives.is_loop(subject):
        return mistaken_scale(case, run.t, now)
    if now.get("counts", expected) != expected:
        return f"the steps it counted are {now['counts']} in place of {expected}"
    changed = ((name, now["kept"].get(name), x) for name, x in kept.items() if now["kept"].get(name) != x)
    return next((f"{name} is {there} in place of {x}" for name, there, x in changed), "")


def others_of(subject: Subject, case: Case) -> Case:
    """The case of a run of the same shapes with other hyperparameters, but for those that none can change."""
    kept = {name: value for name, value in case.hyper.items() if name in subject.limits.constant}
    hyper = lives.others(subject, case.hyper) | kept
    groups = tuple(lives.others(subject, group) for group in case.groups)
    params = (
        tuple(tuple(lives.nearest(x + 1) for x in tensor) for tensor in case.params)
        if not subject.algorithm.number
        else case.params
    )
    none: frozenset[tuple[int, int]] = frozenset()  # one without a state meets one that has it
    return replace(case, hyper=hyper, groups=groups, params=params, changes={}, done=0, state={}, absent=none)


def _unlike(found: Snapshot, expected: Snapshot) -> str:
    """The first slot that is not the same to the bit; what a backend creates later is not compared."""
    for slot in sorted(expected.keys() & found.keys()):
        if not all(same(a, b) for a, b in zip(found[slot], expected[slot], strict=True)):
            return f"{slot} differs"
    lost: Any = expected.keys() - found.keys()
    return f"{', '.join(sorted(lost))} is not there" if lost else ""
