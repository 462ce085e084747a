"""A window of micro-batches moves weights, moments and average as one batch of all of them does.

The micro-batches of a window have the same curvature, so that their mean, the loss of the whole batch, has it too, and
the mean of their targets. The two runs differ in nothing else than the length of a window.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import trajectory_expected
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

CLAUSE = "TRAINING-LOOP-14"
PARTS = 2
START = (Fraction(1), Fraction(-2))
CURVATURES: Sequence[tuple[int | Fraction, ...]] = ((1, 2), (2, 1), (1, Fraction(1, 2)), (Fraction(1, 2), 1))
TARGETS: Sequence[Sequence[tuple[int | Fraction, ...]]] = (
    ((3, -1), (-2, 0)),
    ((5, 2), (1, -3)),
    ((0, -2), (1, -1)),
    ((-4, 1), (3, 5)),
)
HYPER = {
    "lr": Fraction(1, 4),
    "beta1": Fraction(3, 4),
    "beta2": Fraction(7, 8),
    "eps": Fraction(1, 64),
    "weight_decay": Fraction(1, 8),
    "max_norm": Fraction(1),
    "warmup": Fraction(1),
    "length": Fraction(4),
    "ema_decay": Fraction(3, 4),
    "scale_exponent": Fraction(5),
}


def applies(subject: Subject) -> bool:
    """Whether every counter of the variant counts updates."""
    switches = subject.variant.switches
    return subject.algorithm_name == "training_loop" and switches["schedule"] == switches["average"] == "updates"


def case_of(subject: Subject, every: int) -> Case:
    """The same updates, of micro-batches or of whole ones."""
    given = {**HYPER, "every": Fraction(every)}
    windows = TARGETS if every > 1 else [[mean(parts)] for parts in TARGETS]
    return Case(
        name="windows",
        algorithm=subject.algorithm_name,
        variant=subject.variant_name,
        hyper={name: given[name] for name in subject.variant.defaults},
        shapes=((len(START),),),
        params=(START,),
        gradients=tuple(
            (tuple(Fraction(x) for x in (*a, *b)),) for a, parts in zip(CURVATURES, windows, strict=True) for b in parts
        ),
    )


def mean(parts: Sequence[tuple[int | Fraction, ...]]) -> tuple[Fraction, ...]:
    return tuple(sum(xs, Fraction(0)) / len(parts) for xs in zip(*parts, strict=True))


def run(subject: Subject) -> Outcome:
    """After each update, the two runs differ by no more than the sum of their budgets."""
    apart, whole = case_of(subject, PARTS), case_of(subject, 1)
    traces = drive(subject, apart), drive(subject, whole)
    slots = sorted(traces[0].readable - {"acc"})
    rule = Rule.of(subject)
    budgets = [
        {
            (t, e.slot): e.budget[:, k]
            for e in trajectory_expected(rule, [case], slots)
            for k, (_, t) in enumerate(e.lanes)
        }
        for case in (apart, whole)
    ]
    worst = 0.0
    for u in whole.steps:
        for slot in slots:
            one, two = traces[0].at(PARTS * u)[slot][0], traces[1].at(u)[slot][0]
            allowed = budgets[0][PARTS * u, slot] + budgets[1][u, slot]
            with np.errstate(all="ignore"):
                ratio = np.where(one == two, 0.0, np.abs(one - two) / allowed)
            worst = max(worst, float(np.where(np.isnan(ratio), np.inf, ratio).max()))
    outcome = Outcome(subject.good, "a window is a batch", worst, judged=len(whole.steps), clauses=(CLAUSE,))
    reason = "a window of micro-batches and one batch of all of them move differently"
    return replace(outcome, verdict=Verdict.VIOLATES, reason=reason) if worst > 1 else outcome
