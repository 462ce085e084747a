"""Property tier: drawn hyperparameters, states and gradients, one step each, inside the proven range."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any
from zlib import crc32

from goldstep.conformance import drawn
from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.checks.stepwise import Job, Jobs, alone, together
from goldstep.conformance.drive import drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import trajectory_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.limits import Limits
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Variant
from goldstep.reference.trajectory import Case

EXAMPLES = 16


def pool(variant: Variant, limits: Limits, *, loads: bool) -> list[Case]:
    """The cases of the battery, the same everywhere and for all dtypes and modes."""
    draw = drawn.Stream(crc32(f"{limits.algorithm.name}@{variant.name}".encode()))
    return [drawn.case(draw, variant, limits, loads=loads) for _ in range(EXAMPLES)]


def _pool(subject: Subject) -> list[Case]:
    def made() -> list[Case]:
        return pool(subject.variant, subject.limits, loads=loads)

    loads = _loads(subject)
    return subject.memory.recall(("pool", subject.algorithm_name, subject.variant_name, loads), made)


def steps(subject: Subject, cell: str) -> Jobs:
    return (
        {("pool", k): Job(case, shared=False) for k, case in enumerate(_pool(subject))}
        if not subject.unreadable
        else {}
    )


def run(subject: Subject, cell: str) -> Outcome:
    """Judge the pool; only where a case of it fails, let Hypothesis search again and shrink it."""
    margin, judged, vacuous = 0.0, 0, 0
    outcomes: Iterable[Outcome] = (_by_trajectory(subject, case) for case in _pool(subject))
    if not subject.unreadable:
        outcomes = together(subject, steps(subject, cell))
    for outcome, case in zip(outcomes, _pool(subject), strict=True):
        if outcome.verdict is Verdict.VIOLATES:
            return _smaller(subject, case, outcome)
        margin, judged, vacuous = max(margin, outcome.margin or 0.0), judged + outcome.judged, vacuous + outcome.vacuous
    if not judged:
        return Outcome(Verdict.UNTESTED, f"every generated budget is vacuous in {subject.dtype_name}", vacuous=vacuous)
    return Outcome(subject.good, "", margin, judged, vacuous)


def _smaller(subject: Subject, case: Case, outcome: Outcome) -> Outcome:
    """The violation in a smaller case, where there is one; whatever else the search meets, the violation stays."""
    try:
        smaller = search(subject, derandomize=True, examples=EXAMPLES)
    except Exception:
        return _found(case, outcome)
    return smaller if smaller.verdict is Verdict.VIOLATES else _found(case, outcome)


def _by_trajectory(subject: Subject, case: Case) -> Outcome:
    trace = drive(subject, case)
    (outcome,) = compare(subject, trajectory_expected(Rule.of(subject), [case], trace.readable), [trace])
    return outcome


def _judge(subject: Subject, case: Case) -> Outcome:
    return _by_trajectory(subject, case) if subject.unreadable else alone(subject, case)


def search(subject: Subject, *, derandomize: bool, examples: int, start: int = 0) -> Outcome:
    """Let Hypothesis look for a case that violates: the outcome of the smallest one, else a pass."""
    from goldstep.conformance.searching import smallest  # Hypothesis takes a while to import

    largest, judged = 0.0, 0

    def probe(case: Case) -> Outcome | None:
        nonlocal largest, judged
        outcome, judged = _judge(subject, case), judged + 1
        largest = max(largest, outcome.margin or 0.0)
        return outcome if outcome.verdict is Verdict.VIOLATES else None

    def case(draw: drawn.Draw) -> Case:
        return drawn.case(draw, subject.variant, subject.limits, loads=_loads(subject), anywhere=not derandomize)

    found = smallest(case, probe, derandomize=derandomize, examples=examples, start=start)
    return _found(*found) if found else Outcome(subject.good, margin=largest, judged=judged)


def _loads(subject: Subject) -> bool:
    return subject.backend.can_load and not subject.unreadable


def _found(case: Case, outcome: Outcome) -> Outcome:
    return replace(outcome, reason=f"smallest failing step:\n{literal(case)}", evidence=(case, False))


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
    steps=steps,
    cases=lambda subject, cell: _pool(subject),
)
