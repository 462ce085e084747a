"""The counterexamples of the literature, with proofs instead of thresholds.

S. Reddi, S. Kale, S. Kumar, "On the Convergence of Adam and Beyond", ICLR 2018: on their losses a correct Adam
passes by failing to converge. S. Taniguchi et al., "ADOPT", NeurIPS 2024: its toy problem, and the example of
data without replacement on which ADOPT goes the wrong way and Adam the right one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from math import isinf, sqrt

from goldstep.conformance.checks.check import Check
from goldstep.conformance.checks.drift import drift, sign
from goldstep.conformance.drive import exactly
from goldstep.conformance.evaluation import BITS
from goldstep.conformance.outcome import Departure, Outcome, Verdict, untested
from goldstep.conformance.run import Run
from goldstep.conformance.subject import Subject
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant, exact_double
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import Dtype
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.arithmetics.formula import Equation, equations
from goldstep.reference.arithmetics.rounding import Contract
from goldstep.reference.trajectory import Case, follow

LR = exact_double(0.01)
TINY = Fraction(1, 2**100)  # epsilon: the closed forms have none


@dataclass(frozen=True)
class Periodic:
    """One period of gradients, the decay rates, and after how many periods each algorithm has settled."""

    about: str
    gradients: tuple[float, ...]
    beta1: float
    beta2: float
    periods: Mapping[str, int]

    @property
    def best(self) -> int:
        """The best point of [-1, 1] for the sum of the losses."""
        return -1 if sum(self.gradients) > 0 else 1


EXPERIMENTS = {
    "reddi-c101": Periodic(
        "the losses of Reddi et al. with C = P = 101",
        (101.0, *[-1.0] * 100),
        0.9,
        0.99,
        {"adam": 2, "adamw": 2, "amsgrad": 4, "adopt": 6},
    ),
    "reddi-below-boundary": Periodic(
        "the losses of Reddi et al. with C = P = 3 and beta2 below the boundary 0.4723...",
        (3.0, -1.0, -1.0),
        0.0,
        0.46,
        {"adam": 5, "adamw": 5},
    ),
    "reddi-above-boundary": Periodic(
        "the losses of Reddi et al. with C = P = 3 and beta2 above the boundary 0.4723...",
        (3.0, -1.0, -1.0),
        0.0,
        0.48,
        {"adam": 5, "adamw": 5},
    ),
    "adopt-toy-k50": Periodic(
        "ADOPT's toy problem with k = 50, a gradient k*k once in k steps and -k in all others",
        (2500.0, *[-50.0] * 49),
        0.9,
        0.9,
        {"adam": 2, "adamw": 2, "amsgrad": 2, "adopt": 2},
    ),
    "without-replacement": Periodic(
        "the gradients 1.9, -1, -1, each once in every epoch",
        (1.9, -1.0, -1.0),
        0.0,
        0.0,
        {"adam": 6, "adamw": 6, "adopt": 6},
    ),
}
_ADAMS = ("adam", "adamw")
THEOREM_1 = "reddi-theorem-1"


def cells(subject: Subject) -> list[str]:
    """None where another variant of the backend is the same without weight decay, which no experiment has."""
    named = [name for name, e in EXPERIMENTS.items() if subject.algorithm_name in e.periods]
    if not named:
        return []
    declared = list(subject.backend.info.algorithms[subject.algorithm_name])
    rules = [_without_decay(subject.algorithm_name, name) for name in declared]
    if rules.index(_without_decay(subject.algorithm_name, subject.variant_name)) < declared.index(subject.variant_name):
        return []
    return [THEOREM_1, *named] if subject.algorithm_name in _ADAMS else named


@cache
def _without_decay(algorithm_name: str, variant_name: str) -> list[Equation]:
    """The formulas of a variant without weight decay."""
    algorithm = registry.get(algorithm_name)
    variant = algorithm.variant(variant_name)
    kept = {name: value for name, value in variant.defaults.items() if name != "weight_decay"}
    return equations(algorithm, replace(variant, defaults=kept), short=True)


def run(subject: Subject, cell: str) -> Outcome:
    return theorem_1(subject) if cell == THEOREM_1 else periodic(subject, EXPERIMENTS[cell], cell)


def case_of(algorithm: Algorithm, variant: Variant, name: str, e: Periodic) -> Case:
    given = {"lr": LR, "beta1": exact_double(e.beta1), "beta2": exact_double(e.beta2), "eps": TINY}
    return _linear(algorithm, variant, name, given, case_gradients(e) * e.periods[algorithm.name])


def _linear(
    algorithm: Algorithm, variant: Variant, name: str, given: dict[str, Fraction], gradients: Sequence[Fraction]
) -> Case:
    hyper = {h: given.get(h, algorithm.hyper(h).neutral or Fraction(0)) for h in variant.defaults}
    return Case(
        name=name,
        algorithm=algorithm.name,
        variant=variant.name,
        hyper=hyper,
        shapes=((1,),),
        params=((Fraction(0),),),
        gradients=tuple(((g,),) for g in gradients),
    )


@dataclass(frozen=True)
class _Expected:
    """Where one period takes x, exactly; the certified direction; and the budget of that difference."""

    change: Fraction
    direction: int
    budget: float


def _expected(subject: Subject, name: str) -> _Expected:
    change, direction = _proved(subject.algorithm_name, subject.variant_name, name)
    budget = _budget(subject.algorithm_name, subject.variant_name, subject.dtype, subject.contract, name)
    return _Expected(change, direction, budget)


@lru_cache(maxsize=256)
def _proved(algorithm_name: str, variant_name: str, name: str) -> tuple[Fraction, int]:
    """The exact move of x over the last period, and its sign as the closed form certifies it."""
    e, algorithm = EXPERIMENTS[name], registry.get(algorithm_name)
    variant = algorithm.variant(variant_name)
    case = case_of(algorithm, variant, name, e)
    ends = (case.steps[-1] - len(e.gradients), case.steps[-1])
    with Arb(BITS) as arb:
        x = {m.t: m.states[0]["theta"].items[0] for m in follow(case, arb) if m.t in ends}
        change = x[ends[1]] - x[ends[0]]
        s = drift(arb, algorithm_name, variant.switches, case_gradients(e), case.hyper["beta1"], case.hyper["beta2"])
        direction = sign(arb, change) if s is None else -sign(arb, s)
        assert sign(arb, change) == direction, f"{name}: the reference contradicts the closed form of {algorithm_name}"
        low, high = arb.enclosure(change)
    return (low + high) / 2, direction


@lru_cache(maxsize=256)
def _budget(algorithm_name: str, variant_name: str, dtype: Dtype, contract: Contract, name: str) -> float:
    e, algorithm = EXPERIMENTS[name], registry.get(algorithm_name)
    case = case_of(algorithm, algorithm.variant(variant_name), name, e)
    ends = (case.steps[-1] - len(e.gradients), case.steps[-1])
    return sum(float(m.states[0]["theta"].e[0]) for m in follow(case, Budget(dtype, contract)) if m.t in ends)


def case_gradients(e: Periodic) -> list[Fraction]:
    return [exact_double(g) for g in e.gradients]


def periodic(subject: Subject, e: Periodic, name: str) -> Outcome:
    """The move over the last period: within its budget, and in the certified direction."""
    known = _expected(subject, name)
    if isinf(known.budget):
        return untested(f"rounding may make a divisor zero, or a quantity leaves the range of {subject.dtype_name}")
    if not known.budget < abs(known.change):
        return untested(f"the budget of one period's drift is wider than the drift in {subject.dtype_name}")
    case = case_of(subject.algorithm, subject.variant, name, e)
    run, x, last = Run(subject, case), {}, case.steps[-1]
    for t in case.steps:
        run.step()
        if t in (last - len(e.gradients), last):
            x[t] = exactly(run.read()["theta"])
    got = x[last] - x[last - len(e.gradients)]
    deviation = float(abs(got - known.change))
    margin = deviation / known.budget
    fate = "to the best point" if known.direction == e.best else "away from the best point"
    reason = f"{e.about}: over one period x must go {fate} {e.best}"
    if margin <= 1:
        return Outcome(subject.good, f"{reason}, and it does", margin, judged=1)
    departure = Departure(last, "theta", 0, 0, known.change, float(got), deviation, known.budget, _clauses(subject))
    return Outcome(Verdict.VIOLATES, reason, margin, judged=1, departure=departure, clauses=_clauses(subject))


def theorem_1(subject: Subject) -> Outcome:
    """Theorem 1 of Reddi et al. with C = 4: x is exactly 1 after every third step, so the regret is linear.

    For t = 3k + 1 the step down is at most alpha / sqrt(t (1 - b)) and the two steps up together at least that
    (for t = 1 by their exact values), with or without bias correction; the projection to [-1, 1] then gives 1.
    Each period costs at least 2 (C - 2) more than the best point -1 does: 2 C in its first step, at x = 1, and no less
    than -2 in each of the two others. That proves R_T >= 2 (C - 2) T / 3.
    The slack is about 0.7 alpha / sqrt(t), far beyond any rounding: no tolerance is needed.
    """
    if not subject.backend.can_load:
        return untested("the adapter has no load(), so x cannot be projected to [-1, 1]")
    c, periods = Fraction(4), 50
    period = [c, Fraction(-1), Fraction(-1)]
    given = {"beta1": Fraction(0), "beta2": exact_double(1 / 17), "eps": TINY}
    case = _linear(subject.algorithm, subject.variant, THEOREM_1, given, period * periods)
    rates = {t: {"lr": exact_double(0.5 / sqrt(t))} for t in case.steps}
    case = replace(case, changes=rates, params=((Fraction(1),),))
    run, x, regret = Run(subject, case), Fraction(1), Fraction(0)
    for t in case.steps:
        g = case.gradient(t)[0][0]
        regret += g * x - g * Fraction(-1)
        run.step()
        state = run.read()["theta"]
        clamped = [value.clip(-1.0, 1.0) for value in state]
        run.load({"theta": clamped})
        x = exactly(clamped)
        if t % 3 == 0 and x != 1:
            departure = Departure(t, "theta", 0, 0, Fraction(1), float(x), float(abs(x - 1)), 0.0, _clauses(subject))
            reason = "an Adam that converges here is not Adam: x must be exactly 1 after every third step"
            return Outcome(Verdict.VIOLATES, reason, float("inf"), t, departure=departure, clauses=_clauses(subject))
    assert regret >= 2 * (c - 2) * len(case.steps) / 3, "x = 1 after every period proves the regret inequality"
    reason = f"passes by failing to converge: x = 1 after each of {periods} periods, regret {float(regret):g}"
    return Outcome(subject.good, reason, 0.0, judged=periods)


def _clauses(subject: Subject) -> tuple[str, ...]:
    return (subject.algorithm.behaviour_clause,)


CHECK = Check(
    "counterexamples",
    "the counterexamples of the literature come out as proved",
    cells=cells,
    run=run,
    clauses=_clauses,
)
