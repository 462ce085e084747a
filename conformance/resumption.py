"""What is lost where a state is saved and restored: told by what is there afterwards, or by what the next step does."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.conformance.checks.restoring import cuts, others_of, own_steps
from goldstep.conformance.checks.smoke import same
from goldstep.conformance.drive import Trace, complete
from goldstep.conformance.replays import is_run_of
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot, Tensors
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dtypes import FLOAT32
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.trajectory import Case

LOADS = "that of the optimizer that loads"


def lost(subject: Subject, case: Case) -> str:
    """What is lost of a run that another one takes up, saved where it is judged; empty if that is not told."""
    # first where the one that loads has made steps of its own: most losses have different effects there
    most_telling = sorted(cuts(case), key=lambda cut: not own_steps(case, cut))
    return next(filter(None, (_lost_at(subject, case, cut) for cut in most_telling)), "")


def _lost_at(subject: Subject, case: Case, cut: int) -> str:
    others, made = others_of(subject, case), own_steps(case, cut)
    first, second = Run(subject, case), Run(subject, others)
    begun = first.read()
    for _ in range(cut):
        first.step()
    for _ in others.steps[:made]:
        second.step()
    own, saved = second.read(), first.adapter.save()
    second.adapter.restore(saved)
    second.goes_on(case, case.done + cut)
    there, found = first.read(), second.read()
    for slot in sorted(there):
        if slot not in found:
            return f"{slot} is not restored: it is not there after a load"
        if not _same(found[slot], there[slot]):
            begins = begun.get(slot, [np.zeros_like(x) for x in there[slot]])
            return next(_of_slot(slot, found, there, begins, own.get(slot)), f"{slot} is another after a load")
    return "" if case.absent else _of_steps(second, case, others, (cut, made))


def _of_slot(slot: str, found: Snapshot, there: Snapshot, begun: Tensors, own: Tensors | None) -> Iterator[str]:
    """What a state variable is after a load that should be what it was."""
    held, right = found[slot], there[slot]
    if own is not None and _same(held, own):
        yield f"{slot} is not restored: it stays {LOADS}"
    if _same(held, begun):
        yield f"{slot} is not restored: it begins anew"
    for other in sorted(there.keys() - {slot, "theta"}):
        if other in found and _same(held, there[other]) and _same(found[other], right):
            yield f"{slot} and {other} are swapped by saving and loading"
    if _same(held, [rounded(x, FLOAT32) for x in right]):
        yield f"{slot} is rounded to float32 by saving and loading"
    pairs = ((i, j) for i in range(len(held)) for j in range(len(held)) if i != j)
    if any(same(held[i], right[j]) and not same(held[i], right[i]) for i, j in pairs):
        yield f"{slot} is restored for another parameter than it belongs to"


def _of_steps(run: Run, case: Case, others: Case, at: tuple[int, int]) -> str:
    """What no state shows, but the first of the steps that follow which is wrong: a count of steps, hyperparameters.

    `at` is how many steps were made before it was saved, and by the optimizer that loads.
    """
    (cut, made), subject = at, run.subject
    for k, t in enumerate(case.steps[cut:]):
        before = complete(subject, case, run.read())
        run.step()
        after, gradients = run.read(), case.gradients[cut + k : cut + k + 1]
        here = replace(case, hyper=case.given_at(t), changes={}, done=t - 1, gradients=gradients, state={})
        if not is_run_of(subject, here, Trace({}, [before], [after], here.done, loaded=True)):
            found = _otherwise(case, here, others, (k, made + k))
            traces = (
                (sentence, other, Trace({}, [before], [after], other.done, loaded=True)) for sentence, other in found
            )
            return next((sentence for sentence, other, trace in traces if is_run_of(subject, other, trace)), "")
    return ""


def _otherwise(case: Case, here: Case, others: Case, counted: tuple[int, int]) -> Iterator[tuple[str, Case]]:
    """The sentence of each loss, and the step as a backend makes it that has it.

    `counted` is the count before it of one that begins anew with the load, and of one that goes on with its own.
    """
    told, hyper = others.hyper, here.hyper
    anew, own = counted
    counts = (
        (anew, "begins anew"),
        (own, f"stays {LOADS}"),
        (here.done - 1, "is one behind"),
        (here.done + 1, "is one ahead"),
    )
    for count, words in counts:
        if count >= 0 and count != here.done:
            yield f"the count of steps is not restored: after a load it {words}", replace(here, done=count)
    changed = [name for name in hyper if hyper[name] != told[name]]
    for name in changed:
        kept: dict[str, Fraction] = {**hyper, name: told[name]}
        groups = _with(here, others, name)
        yield f"{name} is not restored: it stays {LOADS}", replace(here, hyper=kept, groups=groups)
    if len(changed) > 1:
        yield (
            f"hyperparameters are not restored: they stay those {LOADS.removeprefix('that ')}",
            replace(here, hyper={**hyper, **told}, groups=others.groups),
        )
    if case.changes:
        yield "hyperparameters are not restored: they are those of the beginning", replace(here, hyper=case.hyper)


def _with(here: Case, others: Case, name: str) -> tuple[Any, ...]:
    """The groups, with one hyperparameter of those that load."""
    pairs = zip(here.groups, others.groups, strict=True)
    return tuple({**own, **{k: x for k, x in other.items() if k == name}} for own, other in pairs)


def _same(x: Tensors, y: Tensors) -> bool:
    return all(same(a, b) for a, b in zip(x, y, strict=True))
