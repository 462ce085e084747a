"""C4 in 16 bits: whether the updates of a run are too long or too short on average, whatever each is rounded by.

The parameters are set to 0 before each step, so that a step shows its update in full. What an update deviates by is a
sum of rounding errors. In 16 bits these are no independent draws for each element: a number of p bits times a constant
has 2^(p-1) errors at most, whatever its exponent, and equal updates have equal errors. So of N deviations no more than
that many count, and of equal ones one; the mean of n counted ones has a standard deviation of s / sqrt(n). Errors that
are spread evenly over half a unit to both sides are strictly sub-Gaussian, and so are their sums, so that a mean of
correct ones exceeds k of these with probability 2 exp(-k^2 / 2) at most.
"""

from collections.abc import Iterator
from math import sqrt

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import one_step_expected
from goldstep.conformance.judge import got
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

K_LIMIT = 8.0  # standard deviations: 2 exp(-32) is 2.5e-14
FEWEST = 32  # that count: fewer are no sample to take a standard deviation of
CLAUSES = ("STEP-5",)


def run(subject: Subject, case: Case, trace: Trace) -> Outcome:
    """Judge a run whose parameters were set to 0 before each step."""
    if subject.algorithm.coupling(subject.variant):
        return untested("a step brings the elements of a tensor together, so that in 16 bits they share a rounding")
    if subject.contract != subject.contract.held_wide:
        return untested("scalars that are held in 16 bits round all elements of a step to the same side")
    updates = list(_updates(subject, case, trace))
    if not updates:
        return untested(f"no update has a budget in {subject.dtype_name}")
    exact, errors = map(np.concatenate, zip(*updates, strict=True))
    counted = _counted(exact, subject.dtype.precision)
    if counted < FEWEST:
        return untested("most updates are the same in 16 bits, and so are their roundings")
    margin, towards = max((_deviations(x, counted), what) for what, x in _directions(exact, errors))
    margin /= K_LIMIT
    if margin > 1:
        reason = (
            f"the updates are too {towards} by {abs(errors.mean()):.2f} units of roundoff on average: "
            f"{margin * K_LIMIT:.1f} standard deviations of the mean, correct rounding stays below {K_LIMIT:g}"
        )
        return Outcome(Verdict.VIOLATES, reason=reason, margin=margin, judged=errors.size, clauses=CLAUSES)
    return Outcome(subject.good, margin=margin, judged=errors.size)


def _updates(subject: Subject, case: Case, trace: Trace) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Of each step but the first, whose updates may all be the same, the exact updates and their relative errors.

    The half whose budget is the larger part of them is left out: there the rounding of what cancels drowns the rest.
    """
    for e in one_step_expected(Rule.of(subject), [(case, trace)]):
        if e.slot != "theta":
            continue
        values = got(e, [trace])
        later = np.array([t > case.done + 1 for _, t in e.lanes])
        with np.errstate(all="ignore"):
            errors = ((values - e.high) - e.low) / np.abs(e.high) / subject.dtype.roundoff
            width = e.budget / np.abs(e.high)
        sound = np.isfinite(errors) & np.isfinite(width) & later
        if sound.any():
            kept = sound & (width <= np.median(width[sound]))
            yield e.high[kept], errors[kept]


def _directions(exact: np.ndarray, errors: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    outwards = errors * np.sign(exact)
    yield "long" if outwards.mean() > 0 else "short", outwards
    yield "high" if errors.mean() > 0 else "low", errors


def _counted(exact: np.ndarray, precision: int) -> float:
    """How many errors count: of equal updates, up to a power of two, one, and no more than there are mantissas."""
    _, times = np.unique(np.abs(np.frexp(exact)[0]), return_counts=True)
    return min(float(times.sum() ** 2 / (times**2).sum()), 2.0 ** (precision - 1))


def _deviations(errors: np.ndarray, counted: float) -> float:
    """|mean| in its standard deviations; no rounding gives many mantissas the same error, unless that is 0."""
    mean, spread = abs(float(errors.mean())), float(errors.std()) / sqrt(counted)
    return mean / spread if spread else float("inf") if mean else 0.0
