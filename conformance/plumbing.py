"""Faults that no formula shows: what is told a backend and does not reach the step, as cases that it does follow.

A backend that ignores changes of the learning rate is right in the case where it does not change; so each of these
faults is a sentence and the case, or the naming of the state, under which every step is right.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from goldstep.conformance import shares
from goldstep.conformance.drive import Trace
from goldstep.conformance.figures import figure
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.trajectory import Case

Fault = tuple[str, Case, Trace]


def faults(subject: Subject, case: Case, trace: Trace) -> Iterator[Fault]:
    """The sentence of each fault, and the case and the trace in which a backend that has it is right."""
    cases = (
        *_of_changes(case),
        *_of_groups(case),
        *_at_first(case),
        *_of_decay(case),
        *_of_gradients(subject, case),
        *_of_arguments(case),
        *_of_zeros(subject, case),
        *shares.faults(subject, case),
    )
    for sentence, other in cases:
        yield sentence, other, trace
    for a, b in combinations(sorted(trace.readable - {"theta"}), 2):
        if case.slot_shapes(a) == case.slot_shapes(b):
            yield f"{a} and {b} are swapped where its state is shown", case, _swapped(trace, a, b)


def _of_changes(case: Case) -> Iterator[tuple[str, Case]]:
    changed = sorted({name for change in case.changes.values() for name in change})
    for name in changed:
        yield f"it ignores changes of {name}", replace(case, changes=_without(case.changes, name))
        late = _without(case.changes, name)
        for t, change in case.changes.items():
            if name in change:
                late[t + 1] = {**late.get(t + 1, {}), name: change[name]}
        yield f"a new {name} comes into force a step late", replace(case, changes=late)
    for words, names in _several(changed):
        yield f"it ignores changes of {words}", replace(case, changes=_without(case.changes, *names))


def _without(changes: Mapping[int, Mapping[str, Fraction]], *names: str) -> dict[int, Mapping[str, Fraction]]:
    return {t: {k: x for k, x in change.items() if k not in names} for t, change in changes.items()}


def _several(names: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Two or more of these hyperparameters: all, all but one or two, or two; and the words for them."""
    if len(names) > 1:
        yield "hyperparameters", tuple(names)
    for kept in (kept for n in (1, 2) for kept in combinations(names, n) if len(names) - n > 1):
        yield f"hyperparameters other than {' and '.join(kept)}", tuple(x for x in names if x not in kept)
    if len(names) > 2:
        yield from ((" and ".join(pair), pair) for pair in combinations(names, 2))


def _of_groups(case: Case) -> Iterator[tuple[str, Case]]:
    own = sorted({name for group in case.groups for name in group})
    for name in own:
        common = tuple({k: x for k, x in group.items() if k != name} for group in case.groups)
        yield f"it ignores {name} of parameter groups", replace(case, groups=common)
    for words, names in _several(own):
        kept = tuple({k: x for k, x in group.items() if k not in names} for group in case.groups)
        yield f"parameter groups have no {words} of their own", replace(case, groups=kept)
    for words, k in _places(len(case.groups) if own else 0).items():
        for names in [(name,) for name in own] + list(combinations(own, 2)):
            same = tuple({**group, **_values(case, k, names)} for group in case.groups)
            yield f"it reads {' and '.join(names)} of {words} for all", replace(case, groups=same)
        yield f"it reads hyperparameters of {words} for all", replace(case, groups=(case.groups[k],) * len(case.groups))


def _places(count: int) -> dict[str, int]:
    """What a parameter group may be called, from either end, and which it is among so many."""
    ends = {"the last parameter group": count - 1, "the last parameter group but one": count - 2}
    return {f"parameter group {k + 1}": k for k in range(count)} | {words: k for words, k in ends.items() if k >= 0}


def _at_first(case: Case) -> Iterator[tuple[str, Case]]:
    """What is read where it stays as it was when the optimizer was made, whatever changes and groups say."""
    for name in sorted({name for own in (*case.groups, *case.changes.values()) for name in own}):
        groups = tuple({k: x for k, x in group.items() if k != name} for group in case.groups)
        other = replace(case, changes=_without(case.changes, name), groups=groups)
        yield f"it ignores changes of {name}, and {name} of parameter groups", other


def _of_decay(case: Case) -> Iterator[tuple[str, Case]]:
    """Weight decay by another learning rate than that of the step is one that is larger or smaller by their ratio."""
    own, lr = [{**case.hyper, **group} for group in case.groups], case.hyper.get("lr")
    if (
        lr
        and any("lr" in group for group in case.groups)
        and all(x["lr"] for x in own)
        and "weight_decay" in case.hyper
    ):
        pairs = zip(case.groups, own, strict=True)
        groups = tuple({**group, "weight_decay": x["weight_decay"] * lr / x["lr"]} for group, x in pairs)
        yield "weight decay takes the common learning rate where a group has its own", replace(case, groups=groups)
    now, changes = dict(case.hyper), dict(case.changes)
    for t, change in sorted(case.changes.items()):
        now |= change
        if lr and now["lr"] and "weight_decay" in now and not case.groups:
            changes[t] = {**change, "weight_decay": now["weight_decay"] * lr / now["lr"]}
    if changes != case.changes and any("lr" in change for change in case.changes.values()):
        yield "weight decay takes the learning rate that was there at first", replace(case, changes=changes)


def _of_zeros(subject: Subject, case: Case) -> Iterator[tuple[str, Case]]:
    """A number that is 0 is taken for none, as by `lr or 1e-3`."""
    for name, default in subject.variant.exact_defaults.items():

        def made(given: Mapping[str, Fraction], name: str = name, default: Fraction = default) -> dict[str, Fraction]:
            return {k: default if k == name and not x else x for k, x in given.items()}

        changes, groups = {t: made(x) for t, x in case.changes.items()}, tuple(map(made, case.groups))
        other = replace(case, hyper=made(case.hyper), changes=changes, groups=groups)
        if default and other != case:
            yield f"where {name} is 0 it takes the default, {figure(float(default))}", other


def _values(case: Case, k: int, names: tuple[str, ...]) -> dict[str, Fraction]:
    """Those of one group."""
    return {name: case.groups[k].get(name, case.hyper[name]) for name in names}


def _of_gradients(subject: Subject, case: Case) -> Iterator[tuple[str, Case]]:
    if case.absent and not case.joins and not case.spoilt:
        steps = zip(case.steps, case.gradients, strict=True)
        zeros = tuple(
            tuple(tuple(Fraction(0) for _ in g) if (t, i) in case.absent else g for i, g in enumerate(step))
            for t, step in steps
        )
        yield "a missing gradient counts as one of zeros", replace(case, gradients=zeros, absent=frozenset())
    if "maximize" in case.options and len(subject.algorithm.inputs) == 1:
        turned = tuple(tuple(tuple(-x for x in g) for g in step) for step in case.gradients)
        yield "it ignores maximize", replace(case, gradients=turned)


def _of_arguments(case: Case) -> Iterator[tuple[str, Case]]:
    """Hyperparameters that change places."""
    for a, b in combinations(sorted(case.hyper), 2):
        names = {a: b, b: a}

        def renamed(given: Mapping[str, Fraction], names: Mapping[str, str] = names) -> dict[str, Fraction]:
            return {names.get(name, name): x for name, x in given.items()}

        changes, groups = {t: renamed(x) for t, x in case.changes.items()}, tuple(map(renamed, case.groups))
        with suppress(OutOfDomain):
            yield (
                f"{a} and {b} are swapped",
                replace(case, hyper=renamed(case.hyper), changes=changes, groups=groups),
            )


def _swapped(trace: Trace, a: str, b: str) -> Trace:
    names = {a: b, b: a}

    def renamed(states: list[Snapshot]) -> list[Snapshot]:
        return [{names.get(slot, slot): x for slot, x in state.items()} for state in states]

    return replace(trace, before=renamed(trace.before), after=renamed(trace.after))
