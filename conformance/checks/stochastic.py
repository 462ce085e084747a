"""Stochastic rounding, judged by its distribution: many elements of a few steps, each from the backend's own state.

A parameter whose exact value lies a part p of the way between two neighbours becomes the upper one with probability p.
What it became, less p, has a mean of 0 and a range of 1; so sums of these, of their products with numbers up to 1 and
of their products in pairs of elements, tensors, steps or seeds are sums of bounded martingale differences. By Hoeffding
(1963) and Azuma (1967) one whose terms have ranges c exceeds sqrt(sum(c^2) log(2/P) / 2) with probability P at most.
What the backend rounds before, in float32, moves p by no more than its budget, which each bound has added.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import log, sqrt
from typing import Any

import numpy as np

from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import Expected, one_step_expected
from goldstep.conformance.generated import coarse
from goldstep.conformance.judge import got
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.rounding import PARAMETER
from goldstep.reference.trajectory import Case

CELL = "stochastic"
FALSE = 1e-13  # the probability that a correct one exceeds a bound; a cell has some two hundred
LIMIT = log(2 / FALSE) / 2
SEEDS = (0, 1)
LAGS = (1, 2, 4, 8, 16, 32, 64, 256, 1024)
Of = Callable[["Draws"], np.ndarray]
SURE = 2.0**-4  # of a spacing: what is less certain before it is rounded tells nothing


@dataclass(frozen=True)
class Draws:
    """Of each element of a tensor after a step: the part of the way up, what it became less that, and what is unsure.

    `strayed` is the place of one that became no neighbour, if there is any. Elements that say nothing have zeros.
    """

    part: np.ndarray
    rest: np.ndarray
    slack: np.ndarray
    sign: np.ndarray
    strayed: int | None

    @classmethod
    def of(cls, subject: Subject, e: Expected, values: np.ndarray, lane: int) -> "Draws":
        high, low, budget, scale = (x[:, lane] for x in (e.high, e.low, e.budget, e.scale))
        dtype, kept = subject.dtype, PARAMETER["stochastic"]
        _, exponent = np.frexp(high)
        spacing = np.ldexp(1.0, np.maximum(exponent, dtype.min_exponent + 1) - dtype.precision)
        below = np.floor(high / spacing) * spacing
        part = (high - below) / spacing + low / spacing
        below, part = np.where(part < 0, below - spacing, below), np.where(part < 0, part + 1, part)
        before = budget - kept * (dtype.roundoff * scale + dtype.smallest_subnormal)  # that the value is stored
        slack = np.maximum(before, 0.0) / spacing
        up = (values - below) / spacing
        sure = slack < SURE
        near = (up >= np.floor(part - slack)) & (up <= np.ceil(part + slack)) & (up == np.rint(up))
        strayed = np.flatnonzero(sure & ~near)
        used = sure & (part > 0)
        rest = np.where(used, np.clip(up, 0, 1) - part, 0.0)
        return cls(
            np.where(used, part, 0.5),
            rest,
            np.where(used, slack, 0.0),
            np.sign(high),
            next(iter(strayed.tolist()), None),
        )

    @property
    def ones(self) -> np.ndarray:
        """The ranges of what is left: 1 where there is something to draw, which does not depend on the draw."""
        return (self.rest != 0).astype(float)

    @property
    def outwards(self) -> np.ndarray:
        """What is left, away from zero: noise that is added to the bits of a number drives it there."""
        return self.rest * self.sign

    @property
    def most(self) -> np.ndarray:
        """The largest modulus of what may be left."""
        return self.ones * np.maximum(self.part, 1 - self.part)

    @property
    def tilt(self) -> np.ndarray:
        """A weight that rounding to nearest agrees with."""
        return self.ones * (2 * self.part - 1)

    @property
    def nearest(self) -> np.ndarray:
        """What rounding to nearest would have left."""
        return self.ones * (np.rint(self.part) - self.part)


@dataclass(frozen=True)
class Sum:
    """A sum that is 0 on average, what it is of, and what a correct backend keeps below."""

    what: str
    value: float
    bound: float

    @classmethod
    def of(cls, what: str, terms: np.ndarray, ranges: np.ndarray, slack: np.ndarray) -> "Sum":
        return cls(what, abs(float(terms.sum())), sqrt(float((ranges**2).sum()) * LIMIT) + float(slack.sum()))

    @property
    def margin(self) -> float:
        return self.value / self.bound if self.bound else 0.0


def cells(subject: Subject) -> list[str]:
    whole = subject.algorithm.number or subject.algorithm.coupling(subject.variant)
    return [CELL] if subject.draws and not whole else []


def run(subject: Subject) -> Outcome:
    case = coarse(subject)
    draws = {}
    for seed in SEEDS:
        trace = drive(replace(subject, seed=seed), case)
        for (i, t), drawn in _drawn(subject, case, trace):
            if drawn.strayed is not None:
                reason = f"element {drawn.strayed} of parameter {i} is no neighbour of its exact value after step {t}"
                return _violates(reason, float("inf"), drawn.rest.size)
            draws[seed, i, t] = drawn
    if weak := _weak(list(draws.values())):
        return untested(weak)
    sums = list(_sums(case, draws))
    worst, judged = max(sums, key=lambda one: one.margin), sum(d.rest.size for d in draws.values())
    if worst.margin > 1:
        reason = f"{worst.what}: a sum of {worst.value:.0f}, and a correct one stays below {worst.bound:.0f}"
        return _violates(reason, worst.margin, judged)
    return Outcome(subject.good, margin=worst.margin, judged=judged)


def _violates(reason: str, margin: float, judged: int) -> Outcome:
    return Outcome(Verdict.VIOLATES, reason=reason, margin=margin, judged=judged, clauses=("STEP-5",))


def _drawn(subject: Subject, case: Case, trace: Trace) -> Iterator[tuple[tuple[int, int], Draws]]:
    for e in one_step_expected(Rule.of(subject), [(case, trace)]):
        values = got(e, [trace])
        for lane, (_, t) in enumerate(e.lanes):
            if e.slot == "theta" and t > case.done:
                yield (e.parameter, t), Draws.of(subject, e, values[:, lane], lane)


def _weak(draws: list[Draws]) -> str:
    """Whether rounding to nearest would pass, for most values need no rounding."""
    margin = _joined("", draws, lambda d: d.nearest * d.tilt, lambda d: d.tilt).margin
    return "" if margin > 1 else "too few parameters lie between two neighbours to tell draws apart"


def _joined(what: str, draws: list[Draws], terms: Of, ranges: Of) -> Sum:
    """A sum over several tensors, all of one step or for no more than an estimate."""
    return Sum.of(what, *(np.concatenate([of(d) for d in draws]) for of in (terms, ranges, lambda d: d.slack)))


def _sums(case: Case, draws: dict[Any, Draws]) -> Iterator[Sum]:
    for t in case.steps:
        every = [d for (_, _, n), d in draws.items() if n == t]
        yield _joined("one direction is drawn too often", every, lambda d: d.rest, lambda d: d.ones)
        yield _joined("zero is drawn near, or away from, too often", every, lambda d: d.outwards, lambda d: d.ones)
        nearer = "the nearer neighbour is drawn at another rate"
        yield _joined(nearer, every, lambda d: d.rest * d.tilt, lambda d: d.tilt)
    for what, one, two, lag in _neighbours(case, draws):
        yield _pairs(what, one, two, lag, one.rest, two.rest)
        yield _pairs(what, one, two, lag, one.outwards, two.outwards)


def _neighbours(case: Case, draws: dict[Any, Draws]) -> Iterator[tuple[str, Draws, Draws, int]]:
    """Whose draws must be independent, and how many elements further on."""
    parameters = range(len(case.shapes))
    for (seed, i, t), d in draws.items():
        for lag in LAGS:
            yield f"draws of elements {lag} apart agree in parameter {i}", d, d, lag
        if seed == SEEDS[0]:
            yield f"two seeds give parameter {i} the same draws", d, draws[SEEDS[1], i, t], 0
    for seed, t in product(SEEDS, case.steps):
        for i, j in pairwise(parameters):
            yield f"draws of parameters {i} and {j} agree", draws[seed, i, t], draws[seed, j, t], 0
    for seed, i in product(SEEDS, parameters):
        for t, n in pairwise(case.steps):
            yield f"draws of steps {t} and {n} agree in parameter {i}", draws[seed, i, t], draws[seed, i, n], 0


def _pairs(what: str, one: Draws, two: Draws, lag: int, x: np.ndarray, y: np.ndarray) -> Sum:
    """Products of the draws of two tensors, or of one and itself some elements further on."""
    n = len(x) - lag
    slack = one.slack[:n] + two.slack[lag:]
    return Sum.of(what, x[:n] * y[lag:], one.most[:n] * two.ones[lag:], slack)
