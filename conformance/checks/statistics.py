"""C3 and C4: errors below a unit in the last place that no worst case can show.

C3 compares a long run with the spread of random rounding, at eight standard deviations. C4 asks whether the
rounding errors of single steps have a mean, away from zero or upwards: correct rounding has none, truncation,
shortened reciprocals and a processor that rounds upwards do.
Both only with hyperparameters that are exact in the dtype.
"""

from collections.abc import Iterator

import numpy as np

from goldstep.conformance.checks import coarse_bias, stochastic
from goldstep.conformance.checks.check import Check
from goldstep.conformance.drive import Trace, drive
from goldstep.conformance.evaluation import Rule, beside, runs
from goldstep.conformance.expected import Expected, one_step_expected
from goldstep.conformance.generated import noisy, settled
from goldstep.conformance.judge import compare, got, margins
from goldstep.conformance.outcome import Outcome, Verdict, untested
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dependencies import constants_of, takes_roots
from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT64
from goldstep.reference.arithmetics.montecarlo import MonteCarlo, Noise
from goldstep.reference.arithmetics.rounding import matrix_dtype
from goldstep.reference.trajectory import Case, follow

SIGMAS = 8.0  # estimated from 64 replicates: Student's t with 63 degrees of freedom exceeds it with probability 4e-11
Z_LIMIT = 6.0  # of thirty step means: Student's t with 29 degrees of freedom exceeds it with probability 1.6e-6
CANCELLED = 64.0  # relative errors beyond this many units come from cancellation and tell nothing of rounding
DTYPES = ("float64", "float32")  # in 16 bits the state itself stagnates and roundings correlate


def cells(subject: Subject) -> list[str]:
    """None for what computes a single number: statistics need many roundings."""
    return [] if subject.algorithm.number else ["noisy"]


def bias_cells(subject: Subject) -> list[str]:
    return cells(subject) + stochastic.cells(subject)


def _case(subject: Subject, needs_load: bool) -> Case | str:
    if subject.dtype_name in DTYPES and matrix_dtype(subject.contract.matrices, subject.dtype) is BFLOAT16:
        return "products of matrices in bfloat16 are too coarse to be independent"
    if subject.unreadable and needs_load:
        return f"{', '.join(subject.unreadable)} cannot be read"
    if needs_load and not subject.backend.can_load:
        return "the adapter has no load(), so parameters cannot be set to zero"
    return noisy(subject) or "no golden case has hyperparameters that are exact in this dtype"


def run_monte_carlo(subject: Subject, cell: str) -> Outcome:
    if subject.dtype_name not in DTYPES:
        return untested(f"roundings in {subject.dtype_name} are too coarse to be independent")
    case = _case(subject, needs_load=False)
    if isinstance(case, str):
        return untested(case)
    trace = drive(subject, case)
    (outcome,) = compare(subject, _spread(subject, case, trace), [trace])
    return outcome


def _spread(subject: Subject, case: Case, trace: Trace) -> Iterator[Expected]:
    """The exact run, with eight standard deviations of random rounding in place of the worst case."""
    recall, key = subject.memory.recall, (subject.algorithm_name, case.variant, subject.dtype_name)
    exact = recall(("noisy", *key), lambda: beside(runs(Rule.of(subject), [case], ["theta", *subject.slots])))
    deviations = recall(("spread", *key, subject.contract), lambda: _deviations(subject, case))
    lanes = [(0, t) for t in case.steps]
    for slot in trace.readable:
        high, low = exact[0][slot]
        budget = SIGMAS * deviations[slot] + subject.dtype.smallest_subnormal
        yield Expected(slot, 0, lanes, high, low, budget, np.full_like(budget, np.inf))


def _deviations(subject: Subject, case: Case) -> dict[str, np.ndarray]:
    """Of each slot the standard deviations after each step, (elements, steps)."""
    noise = subject.memory.keep("noise", Noise).rewind()
    arithmetic = MonteCarlo(subject.dtype, subject.contract, noise=noise)
    with np.errstate(all="ignore"):
        steps = [m.states[0] for m in follow(case, arithmetic, variant=subject.variant)]
        return {slot: np.stack([arithmetic.deviation(s[slot]) for s in steps], axis=1) for slot in steps[0]}


def run_bias(subject: Subject, cell: str) -> Outcome:
    if cell == stochastic.CELL:
        return stochastic.run(subject)
    reason = _case(subject, needs_load=True)
    case = settled(subject)
    if isinstance(reason, str) or case is None:
        return untested(str(reason))
    if subject.contract.approximates(subject.dtype) and takes_roots(subject.algorithm, subject.variant):
        return untested("inverse square roots that are approximate have a bias")
    constants = constants_of(subject.algorithm, subject.variant)
    if any(not FLOAT64.represents(x) for x in constants):  # a norm with 1e-6 added, say
        return untested("a decimal constant of the step has the same last bits in every sum, so their roundings agree")
    trace = drive(subject, case, reset=True)
    if subject.dtype_name not in DTYPES:
        return coarse_bias.run(subject, case, trace)
    worst, culprit, judged = 0.0, "", 0
    key = ("errors", case, trace.digest, *subject.numbers)
    for slot, means in subject.memory.recall(key, lambda: _mean_errors(subject, case, trace)).items():
        judged += len(means)
        z = _z(np.array(means))
        if z > worst:
            worst, culprit = z, slot
    margin = worst / Z_LIMIT
    if margin > 1:
        below = f"correct rounding stays below {Z_LIMIT:g}"
        reason = f"the rounding errors of {culprit} have a mean: |z| = {worst:.1f}, {below}"
        return Outcome(Verdict.VIOLATES, reason=reason, margin=margin, judged=judged, clauses=("STEP-5",))
    return Outcome(subject.good, margin=margin, judged=judged)


def _mean_errors(subject: Subject, case: Case, trace: Trace) -> dict[str, list[float]]:
    """For each slot and direction the mean signed error of each step, in units of roundoff of the exact value.

    Scalars have none: thirty roundings of one number, each made of the one before, are no sample.
    """
    means: dict[str, list[float]] = {}
    scalars = subject.algorithm.scalars()
    for e in one_step_expected(Rule.of(subject), [(case, trace)]):
        if e.lanes[0][1] == case.done or e.slot in scalars:
            continue
        values = got(e, [trace])
        _, empty = margins(values, e, subject.dtype)
        with np.errstate(all="ignore"):
            outwards = ((values - e.high) - e.low) / e.high / subject.dtypes[e.slot].roundoff
            upwards = outwards * np.sign(e.high)
        kept = np.isfinite(outwards) & (np.abs(outwards) <= CANCELLED) & ~empty
        for direction, r in (("away from zero", outwards), ("upwards", upwards)):
            for errors, used in zip(r.T, kept.T, strict=True):
                if used.any():
                    means.setdefault(f"{e.slot} {direction}", []).append(float(errors[used].mean()))
    return means


def _z(means: np.ndarray) -> float:
    """|mean| over its standard error; steps are independent, elements within a step need not be."""
    if len(means) < 2 or not means.any():
        return 0.0
    error = means.std(ddof=1) / np.sqrt(len(means))
    return float(abs(means.mean()) / error) if error else float("inf")


MONTE_CARLO = Check(
    "monte-carlo",
    "a long run stays within eight standard deviations of random rounding",
    cells=cells,
    run=run_monte_carlo,
    clauses=lambda subject: ("STEP-5",),
    cases=lambda subject, cell: filter(None, [noisy(subject)]),
)

BIAS = Check(
    "bias",
    "the rounding errors of single steps have no mean",
    cells=bias_cells,
    run=run_bias,
    clauses=lambda subject: ("STEP-5",),
    cases=lambda subject, cell: filter(None, [settled(subject)]),
)
