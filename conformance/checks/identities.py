"""What holds for every correct implementation, bit for bit where it holds bit for bit."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

from goldstep.adapters.loading import broken
from goldstep.conformance.checks.bounds import BOUNDS
from goldstep.conformance.checks.check import Check
from goldstep.conformance.checks.smoke import same_bits
from goldstep.conformance.checks.stepwise import run as driven
from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import Expected, trajectory_expected
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.ranges import subnormal
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

SHIFT = 3  # gradients are scaled by 2**SHIFT


def repeat(subject: Subject) -> Outcome:
    """The same inputs give the same bits."""
    case = subject.cases[0]
    if same_bits(driven(subject, case), drive(subject, case)):
        return Outcome(subject.good, judged=len(case.steps))
    return _violates("STEP-2", "two runs over the same inputs differ")


def resume(subject: Subject) -> Outcome:
    """A run that is read in the middle and loaded into a fresh adapter goes on bit for bit."""
    if not subject.backend.can_load:
        return untested("the adapter has no load()")
    if subject.unreadable:
        return untested(f"{', '.join(subject.unreadable)} cannot be read, so a run cannot be saved")
    case = subject.cases[0]
    whole = driven(subject, case)
    middle = len(case.steps) // 2
    first = Run(subject, case)
    for _ in range(middle):
        first.step()
    with broken(subject.backend.name, "state"):
        count = first.adapter.state().get("t")
    if count is None:
        return untested("state() has no step count t, so a run cannot be saved")
    second = Run(subject, case)
    second.load({**first.read(), "t": count})
    second.t = middle
    for k in range(middle, len(case.steps)):
        second.step()
        if not _equal(second.read(), whole.after[k]):
            return _violates(
                "STEP-3",
                f"after loading the state of step {middle}, step {k + 1} differs from the uninterrupted run",
            )
    return Outcome(subject.good, judged=len(case.steps) - middle)


def sign(subject: Subject) -> Outcome:
    """Negating parameters and gradients negates the parameters after each step and the signed slots."""
    even = {slot.name for slot in subject.algorithm.slots if slot.nonnegative or slot.even}
    case = _plain(subject)
    if sided := _sided(subject, even) & case.hyper.keys():
        if sided & subject.limits.fixed.keys():
            return untested("a signed slot starts from a value of one sign")
        case = replace(case, hyper={**case.hyper, **dict.fromkeys(sided, Fraction(0))})
    odd = {i.name for i in subject.algorithm.inputs if i.values == "real" and not i.even}
    signs = {input_.name: -1 if input_.name in odd else 1 for input_ in subject.algorithm.inputs}
    mirrored = replace(
        case,
        params=tuple(tuple(-x for x in p) for p in case.params),
        gradients=_multiplied(subject, case, signs),
    )
    factors = {name: 1.0 if name in even else -1.0 for name in ("theta", *subject.slots)}
    return _related(subject, case, mirrored, factors, "STEP-6", "negated inputs do not give negated results")


def _sided(subject: Subject, even: set[str]) -> set[str]:
    """The hyperparameters from which slots start that would have to start from the opposite as well."""
    signed = (s.start for s in subject.algorithm.slots_of(subject.variant) if s.name not in even)
    return {start for start in signed if isinstance(start, str) and start != "theta"}


def scaling(subject: Subject) -> Outcome:
    """Gradients scaled by a power of two, with the hyperparameters that share their unit, move parameters alike."""
    case = _plain(subject)
    h = SimpleNamespace(**case.hypers_at(1), **subject.variant.switches)
    assert subject.algorithm.scaling
    powers = subject.algorithm.scaling(h)
    if powers is None:
        return untested("this variant is not invariant to the scale of the gradients")
    scale = {name: Fraction(2) ** (SHIFT * power) for name, power in powers.items()}

    def scaled(hyper: dict[str, Fraction]) -> dict[str, Fraction]:
        return {name: value * scale.get(name, 1) for name, value in hyper.items()}

    larger = replace(
        case,
        hyper=scaled(dict(case.hyper)),
        changes={t: scaled(dict(new)) for t, new in case.changes.items()},
        gradients=_multiplied(subject, case, {"g": 2**SHIFT, **scale}),
    )
    if reason := subnormal(subject, case, larger):
        return untested(f"the identity holds only where nothing is subnormal: {reason}")
    factors = {name: float(scale.get(name, 1)) for name in ("theta", *subject.slots)}
    return _related(
        subject,
        case,
        larger,
        factors,
        "STEP-5",
        f"gradients scaled by {2**SHIFT} do not move the parameters alike",
    )


def _multiplied(
    subject: Subject, case: Case, factors: Mapping[str, Fraction | int]
) -> tuple[tuple[tuple[Fraction, ...], ...], ...]:
    """The gradients of a case, each input times its factor."""
    names = [input_.name for input_ in subject.algorithm.inputs]

    def row(g: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        size = len(g) // len(names)
        return tuple(x * factors.get(names[k // size], 1) for k, x in enumerate(g))

    return tuple(tuple(row(g) for g in step) for step in case.gradients)


def split(subject: Subject) -> Outcome:
    """One tensor that joins two moves as they do: the two runs differ by at most the sum of their budgets."""
    if subject.algorithm.coupling(subject.variant):
        return untested("a step brings the elements of a tensor together")
    case = subject.cases[0]
    joined = replace(
        case,
        shapes=((sum(len(p) for p in case.params),),),
        params=(tuple(x for p in case.params for x in p),),
        gradients=tuple((_joined(step, len(subject.algorithm.inputs)),) for step in case.gradients),
    )
    apart, together = driven(subject, case), drive(subject, joined)
    worst = 0.0
    alike = [slot for slot in together.readable if case.slot_shapes(slot) == case.shapes]

    def joint() -> list[Expected]:
        return list(trajectory_expected(Rule.of(subject), [joined], alike))

    for e in subject.memory.recall(("split", case, tuple(alike), *subject.numbers), joint):
        one, two = ([run.at(t)[e.slot] for _, t in e.lanes] for run in (together, apart))
        with np.errstate(all="ignore"):
            gap = np.abs(np.stack([x[0] for x in one], axis=1) - np.stack([np.concatenate(x) for x in two], axis=1))
            ratio = np.where(gap == 0, 0.0, gap / (2 * e.budget))
        worst = max(worst, float(np.where(np.isnan(ratio), np.inf, ratio).max()))
    if worst > 1:
        return replace(_violates("STEP-7", "two tensors and their join move differently"), margin=worst)
    return Outcome(subject.good, margin=worst, judged=len(case.steps))


def _joined(tensors: tuple[tuple[Fraction, ...], ...], inputs: int) -> tuple[Fraction, ...]:
    """The gradient of the joined parameter: each input of all, one after the other."""
    return tuple(
        x for k in range(inputs) for g in tensors for x in g[k * len(g) // inputs : (k + 1) * len(g) // inputs]
    )


def _plain(subject: Subject) -> Case:
    """The first golden case without weight decay, which ties the scales of parameters and gradients."""
    case = subject.cases[0]
    without = {"weight_decay": Fraction(0)} if "weight_decay" in case.hyper else {}
    changes = {t: {k: v for k, v in new.items() if k != "weight_decay"} for t, new in case.changes.items()}
    return replace(case, hyper={**case.hyper, **without}, changes=changes)


def _related(subject: Subject, case: Case, other: Case, factors: dict[str, float], clause: str, why: str) -> Outcome:
    one, two = driven(subject, case), drive(subject, other)
    for k, (a, b) in enumerate(zip(one.after, two.after, strict=True), 1):
        for slot in a:
            if not all(
                np.array_equal(factors[slot] * x, y, equal_nan=True) for x, y in zip(a[slot], b[slot], strict=True)
            ):
                return _violates(clause, f"{why}: {slot} at step {k}")
    return Outcome(subject.good, judged=len(one.after))


def _equal(a: Snapshot, b: Snapshot) -> bool:
    return same_bits(Trace({}, [], [a]), Trace({}, [], [b]))


def _violates(clause: str, reason: str) -> Outcome:
    return Outcome(Verdict.VIOLATES, reason, margin=float("inf"), judged=1, clauses=(clause,))


IDENTITIES: dict[str, Callable[[Subject], Outcome]] = {
    "repeat": repeat,
    "resume": resume,
    "sign": sign,
    "scaling": scaling,
    "split": split,
}


def cells(subject: Subject) -> list[str]:
    algorithm, none = subject.algorithm, set()
    if algorithm.number:
        none |= {"sign", "split"}
    if subject.draws:
        none |= {"resume", "sign", "scaling", "split"}  # whose runs draw other numbers
    if not algorithm.scaling:
        none.add("scaling")
    own = (name for name, bound in BOUNDS.items() if bound.applies(subject))
    return [*(name for name in IDENTITIES if name not in none), *own]


def run(subject: Subject, cell: str) -> Outcome:
    return IDENTITIES[cell](subject) if cell in IDENTITIES else BOUNDS[cell].run(subject)


def clauses(subject: Subject) -> tuple[str, ...]:
    behaviour = subject.algorithm.behaviour_clause
    return ("STEP-2", "STEP-3", "STEP-5", "STEP-6", "STEP-7", *([behaviour] if behaviour else []))


CHECK = Check(
    "identities",
    "symmetries, resumption and proved inequalities hold",
    cells=cells,
    run=run,
    clauses=clauses,
    cases=lambda subject, cell: subject.cases[:1],
)
