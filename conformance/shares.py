"""By what each micro-batch of a window is multiplied wrongly: a fault is a case with other gradients."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from goldstep.conformance.lives.values import nearest
from goldstep.conformance.lives.whom import is_loop
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case, MicroBatch, Values

Weights = Sequence[Fraction]
Shares = Callable[[Weights, Weights, int], Weights]  # of the weights of this window, of the one before, the full length


def _alike(weights: Weights, before: Weights, full: int) -> Weights:
    return [Fraction(1, len(weights))] * len(weights)


def _alike_by_full(weights: Weights, before: Weights, full: int) -> Weights:
    return [Fraction(1, full)] * len(weights)


def _by_full(weights: Weights, before: Weights, full: int) -> Weights:
    return [Fraction(len(weights), full) * w / sum(weights) for w in weights]


def _summed(weights: Weights, before: Weights, full: int) -> Weights:
    return weights


def _by_those_before(weights: Weights, before: Weights, full: int) -> Weights:
    return [w / sum(before) for w in weights]


WRONG: dict[str, Shares] = {
    "the means of micro-batches weigh alike": _alike,
    "the means of micro-batches weigh alike, and a short window is divided by the full length": _alike_by_full,
    "a short window is divided by the full length": _by_full,
    "the gradients of all samples are summed and not divided": _summed,
    "a window is divided by the samples of the one before": _by_those_before,
}


def faults(subject: Subject, case: Case) -> Iterator[tuple[str, Case]]:
    """The sentence of each fault and the case in which a backend that has it is right, where a step is a window."""
    if not case.window or is_loop(subject):
        return
    windows = list(case.parts.values())
    weights = [[part.weight for part in window] for window in windows]
    for sentence, shares in WRONG.items():
        given = [shares(own, before, case.window) for own, before in zip(weights, [weights[0], *weights], strict=False)]
        yield sentence, replace(case, gradients=tuple(map(_gathered, windows, given)))


def _gathered(window: Sequence[MicroBatch], shares: Weights) -> tuple[Values, ...]:
    """The gradient of a window in which each micro-batch has its share; a third has the float64 next to it."""
    return tuple(
        tuple(
            nearest(sum((s * x for s, x in zip(shares, xs, strict=True)), Fraction(0)))
            for xs in zip(*each, strict=True)
        )
        for each in zip(*(part.gradients for part in window), strict=True)
    )
