"""Property tier: generated hyperparameters, states and gradients, one step each, inside the proven range."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.checks.one_step import judge
from goldstep.conformance.drive import drive
from goldstep.conformance.judge import compare, trajectory_expected
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Hyper
from goldstep.reference.trajectory import Case

EXAMPLES = 30
ELEMENTS = 3
SETTINGS = 8  # distinct hyperparameter settings in the battery: a backend may compile for each


class Found(Exception):
    """A generated case that violates; Hypothesis raises the smallest one last."""

    def __init__(self, case: Case, outcome: Outcome) -> None:
        super().__init__(case.name)
        self.case, self.outcome = case, outcome


def numbers(low: int, high: int, *, signed: bool = True) -> st.SearchStrategy[Fraction]:
    """0 or k * 2**e with at most seven significant bits: exact in every dtype, and it shrinks to 0."""
    dyadic = st.builds(
        lambda k, e: k * Fraction(2) ** e, st.integers(-127 if signed else 0, 127), st.integers(low, high)
    )
    return st.one_of(st.just(Fraction(0)), dyadic)


def hypers(hyper: Hyper) -> st.SearchStrategy[Fraction]:
    """A value of the range where the budget is proven, as the float64 that a user would type."""
    low, high = hyper.drawn.bounds
    assert high is not None
    return st.integers(0, 64).map(lambda k: Fraction(float(low + (high - low) * Fraction(k, 64))))


def settings_of(subject: Subject, *, all_of_them: bool) -> st.SearchStrategy[dict[str, Fraction]]:
    """Hyperparameter settings: a fixed pool spread over the range, or all of it when searching on."""
    ranges = {name: hypers(subject.algorithm.hyper(name)) for name in subject.variant.defaults}
    if all_of_them:
        return st.fixed_dictionaries(ranges)
    pool = []
    for k in range(SETTINGS):
        spread = {}
        for i, name in enumerate(ranges):
            low, high = subject.algorithm.hyper(name).drawn.bounds
            assert high is not None
            part = Fraction((k * (2 * i + 1) + i) % SETTINGS, SETTINGS - 1)
            spread[name] = Fraction(float(low + (high - low) * part))
        pool.append(spread)
    return st.sampled_from(pool)


@st.composite
def cases(draw: Any, subject: Subject, all_of_them: bool) -> Case:
    """One step, from a generated state where the backend can load one, else from the start."""
    algorithm, row = subject.algorithm, st.tuples(*[numbers(-12, 3)] * ELEMENTS)
    done = draw(st.integers(0, 40)) if subject.backend.can_load and not subject.unreadable else 0
    state = {}
    for slot in algorithm.slots_of(subject.variant) if done else ():
        values = numbers(-12, 3, signed=not slot.nonnegative)
        state[slot.name] = (draw(st.tuples(*[values] * ELEMENTS)),)
    return Case(
        name="generated",
        algorithm=algorithm.name,
        variant=subject.variant_name,
        hyper=draw(settings_of(subject, all_of_them=all_of_them)),
        shapes=((ELEMENTS,),),
        params=(draw(row),),
        gradients=((draw(row),),),
        done=done,
        state=state,
    )


def run(subject: Subject, cell: str) -> Outcome:
    return search(subject, derandomize=True)


def search(subject: Subject, *, derandomize: bool, start: int = 0, examples: int = EXAMPLES) -> Outcome:
    """Look for a generated case that violates; the outcome of the smallest one, or the largest margin."""
    tally = {"margin": 0.0, "judged": 0, "vacuous": 0}

    def probe(case: Case) -> None:
        outcome = _judge(subject, case)
        if outcome.verdict is Verdict.VIOLATES:
            raise Found(case, outcome)
        tally["margin"] = max(tally["margin"], outcome.margin or 0.0)
        tally["judged"] += outcome.judged
        tally["vacuous"] += outcome.vacuous

    quiet = settings(
        derandomize=derandomize,
        database=None,
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    test = quiet(given(cases(subject, not derandomize))(probe))
    try:
        (test if derandomize else seed(start)(test))()
    except Found as found:
        outcome = found.outcome
        reason = f"smallest failing step:\n{literal(found.case)}"
        return Outcome(
            outcome.verdict,
            reason,
            outcome.margin,
            outcome.judged,
            outcome.vacuous,
            outcome.departure,
            outcome.clauses,
        )
    if not tally["judged"]:
        return Outcome(Verdict.UNTESTED, f"every generated budget is vacuous in {subject.dtype_name}")
    return Outcome(subject.good, "", tally["margin"], int(tally["judged"]), int(tally["vacuous"]))


def _judge(subject: Subject, case: Case) -> Outcome:
    if not subject.unreadable:
        return judge(subject, case)
    trace = drive(subject, case)
    return compare(subject, trajectory_expected(subject, case, None, trace.readable), trace)


def literal(case: Case) -> str:
    """The case as Python source that can be pasted into a test."""

    def number(x: Fraction) -> str:
        return f"F({x.numerator})" if x.denominator == 1 else f"F({x.numerator}, {x.denominator})"

    def nested(x: Any) -> str:
        if isinstance(x, Fraction):
            return number(x)
        return "(" + ", ".join(nested(y) for y in x) + ("," if len(x) == 1 else "") + ")"

    def mapping(values: Any) -> str:
        return "{" + ", ".join(f"{k!r}: {nested(v)}" for k, v in values.items()) + "}"

    return (
        "from fractions import Fraction as F\n"
        "from goldstep.reference.trajectory import Case\n"
        f"case = Case(name={case.name!r}, algorithm={case.algorithm!r}, variant={case.variant!r},\n"
        f"    hyper={mapping(case.hyper)},\n"
        f"    shapes={case.shapes!r}, params={nested(case.params)},\n"
        f"    gradients={nested(case.gradients)},\n"
        f"    done={case.done}, state={mapping(case.state)})"
    )


CHECK = Check(
    "properties",
    "generated steps stay within their budget; a failure shrinks to the smallest one",
    cells=lambda subject: ["generated"],
    run=run,
    clauses=rule_clauses,
)
