"""Property tier: generated hyperparameters, states and gradients, one step each, inside the proven range."""

from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from math import prod
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.checks.one_step import judge
from goldstep.conformance.drive import drive
from goldstep.conformance.generated import shapes_of
from goldstep.conformance.judge import compare, trajectory_expected
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Hyper, Slot, Variant, Window
from goldstep.reference.trajectory import Case

EXAMPLES = 16
ELEMENTS = 3
_FAR = 2**300
MOST_COUNTED = 4  # by a slot that counts something
SETTINGS = 4  # distinct hyperparameter settings in the battery: a backend may compile for each


class Found(Exception):
    """A generated case that violates; Hypothesis raises the smallest one last."""

    def __init__(self, case: Case, outcome: Outcome) -> None:
        super().__init__(case.name)
        self.case, self.outcome = case, outcome


@cache
def integers(low: int, high: int) -> st.SearchStrategy[int]:
    """An integer of [low, high]; shrinks to the one next to 0.

    Hypothesis mixes in constants that it finds in the sources of whoever runs it. It is asked for integers so large
    that there are none, so that the battery judges by the same cases everywhere.
    """
    in_order = sorted(range(low, high + 1), key=lambda n: (abs(n), n < 0))
    return st.integers(_FAR, _FAR + high - low).map(lambda k: in_order[k - _FAR])


@cache
def numbers(low: int, high: int, *, signed: bool = True) -> st.SearchStrategy[Fraction]:
    """0 or a number with seven significant bits between 2**low and 2**high: exact in every dtype, shrinks to 0."""
    count = (high - low) * 64

    def number(n: int) -> Fraction:
        if n == 0:
            return Fraction(0)
        exponent, mantissa = divmod(abs(n) - 1, 64)
        return (1 if n > 0 else -1) * Fraction(64 + mantissa, 64) * Fraction(2) ** (low + exponent)

    return integers(-count if signed else 0, count).map(number)


def hypers(hyper: Hyper) -> st.SearchStrategy[Fraction]:
    """A value of the range where the budget is proven, as the float64 that a user would type."""
    return integers(0, 64).map(lambda k: _within(hyper, Fraction(k, 64)))


def _within(hyper: Hyper, part: Fraction) -> Fraction:
    """The value that lies at this part of the range."""
    low, high = hyper.drawn.bounds
    assert high is not None
    value = low + (high - low) * part
    return Fraction(int(value) if hyper.integer else float(value))


def settings_of(algorithm: Algorithm, variant: Variant, *, all_of_them: bool) -> st.SearchStrategy[dict[str, Fraction]]:
    """Hyperparameter settings: a fixed pool spread over the range, or all of it when searching on."""
    ranges = {name: hypers(algorithm.hyper(name)) for name in variant.defaults}
    if all_of_them:
        return st.fixed_dictionaries(ranges)
    pool = []
    for k in range(SETTINGS):
        spread = {}
        for i, name in enumerate(ranges):
            part = Fraction((k * (2 * i + 1) + i) % SETTINGS, SETTINGS - 1)
            spread[name] = _within(algorithm.hyper(name), part)
        pool.append(spread)
    return integers(0, SETTINGS - 1).map(pool.__getitem__)


@lru_cache(maxsize=256)
def cases(algorithm_name: str, variant_name: str, loads: bool, all_of_them: bool) -> st.SearchStrategy[Case]:
    """One step, from a generated state where the backend can load one, else from the start."""
    algorithm = registry.get(algorithm_name)
    variant = algorithm.variant(variant_name)
    (shape,) = shapes_of(algorithm, ((ELEMENTS,),), ((2, 2),))[:1]
    size = prod(shape)

    def values(count: int, *, signed: bool) -> st.SearchStrategy[tuple[Fraction, ...]]:
        return st.tuples(*[numbers(-12, 4, signed=signed)] * count)

    def held(slot: Slot, count: int) -> st.SearchStrategy[tuple[Fraction, ...]]:
        whole = st.tuples(*[integers(0, MOST_COUNTED).map(Fraction)] * count)
        return whole if slot.whole else values(count, signed=not slot.nonnegative)

    mask = st.tuples(*[integers(0, 1).map(Fraction)] * size)
    kinds = {"real": values(size, signed=True), "nonnegative": values(size, signed=False), "mask": mask}
    inputs = st.tuples(*(kinds[input_.values] for input_ in algorithm.inputs)).map(lambda x: sum(x, ()))

    @st.composite
    def one(draw: Any) -> Case:
        done = draw(integers(0, 40)) if loads else 0
        hyper = draw(settings_of(algorithm, variant, all_of_them=all_of_them))
        slots = {
            slot.name: (_after(done, slot, hyper, draw(held(slot, prod(slot.shape(shape, hyper))))),)
            for slot in (algorithm.slots_of(variant) if done else ())
        }
        if slots and algorithm.transitions and algorithm.transitions.determined:
            h = SimpleNamespace(**algorithm.complete(variant, hyper), **variant.switches)
            slots = {
                name: ((Fraction(x),),) for name, x in algorithm.transitions.state(h, done).items() if name in slots
            }
        return Case(
            name="generated",
            algorithm=algorithm_name,
            variant=variant_name,
            hyper=hyper,
            shapes=(shape,),
            params=(draw(kinds["real"]),),
            gradients=((draw(inputs),),),
            done=done,
            state=slots,
        )

    return one()


def _after(done: int, slot: Slot, hyper: dict[str, Fraction], drawn: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """What a slot can hold after `done` steps: a window remembers no more than these, the latest one last."""
    if not isinstance(slot.shape, Window):
        return drawn
    copies = int(hyper[slot.shape.name])
    early = len(drawn) // copies * max(copies - done, 0)
    return (Fraction(0),) * early + drawn[early:]


@lru_cache(maxsize=256)
def pool(algorithm_name: str, variant_name: str, loads: bool) -> list[Case]:
    """The cases of the battery, drawn once for all dtypes and modes: Hypothesis derandomised gives the same."""
    drawn: list[Case] = []

    def keep(case: Case) -> None:
        drawn.append(case)

    strategy = cases(algorithm_name, variant_name, loads, False)
    _quiet(derandomize=True, examples=EXAMPLES)(given(strategy)(keep))()
    return drawn


def run(subject: Subject, cell: str) -> Outcome:
    """Judge the pool; only where a case of it fails, let Hypothesis search again and shrink it."""
    margin, judged, vacuous = 0.0, 0, 0
    for case in pool(subject.algorithm_name, subject.variant_name, _loads(subject)):
        outcome = _judge(subject, case)
        if outcome.verdict is Verdict.VIOLATES:
            smaller = search(subject, derandomize=True, examples=EXAMPLES)
            return smaller if smaller.failed else _found(case, outcome)
        margin, judged, vacuous = max(margin, outcome.margin or 0.0), judged + outcome.judged, vacuous + outcome.vacuous
    if not judged:
        return Outcome(Verdict.UNTESTED, f"every generated budget is vacuous in {subject.dtype_name}", vacuous=vacuous)
    return Outcome(subject.good, "", margin, judged, vacuous)


def search(subject: Subject, *, derandomize: bool, examples: int, start: int = 0) -> Outcome:
    """Let Hypothesis look for a case that violates: the outcome of the smallest one, else a pass."""

    largest = 0.0

    def probe(case: Case) -> None:
        nonlocal largest
        outcome = _judge(subject, case)
        if outcome.verdict is Verdict.VIOLATES:
            raise Found(case, outcome)
        largest = max(largest, outcome.margin or 0.0)

    strategy = cases(subject.algorithm_name, subject.variant_name, _loads(subject), not derandomize)
    test = _quiet(derandomize=derandomize, examples=examples)(given(strategy)(probe))
    try:
        (test if derandomize else seed(start)(test))()
    except Found as found:
        return _found(found.case, found.outcome)
    return Outcome(subject.good, margin=largest, judged=examples)


def _found(case: Case, outcome: Outcome) -> Outcome:
    return replace(outcome, reason=f"smallest failing step:\n{literal(case)}", evidence=(case, False))


def _quiet(*, derandomize: bool, examples: int) -> settings:
    return settings(
        derandomize=derandomize,
        database=None,
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )


def _loads(subject: Subject) -> bool:
    return subject.backend.can_load and not subject.unreadable


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
