"""Line searches: what strong Wolfe conditions promise, certified at the points where a backend arrived.

Each step is judged by exact values of the objective and its gradient at the backend's own parameters. Permitted is
what rounding can hide from the backend's own tests: the budget of their evaluation. A step is judged only where one
exists that passes all tests however it is evaluated; near a minimum there is none.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from goldstep.adapters.contract import Objective
from goldstep.conformance.checks import iterations
from goldstep.conformance.checks.check import Check
from goldstep.conformance.checks.objectives import Wolfe, given, gradient, witness, wolfe
from goldstep.conformance.checks.searches import Descent, Search, direction, gradient_bound, parallel
from goldstep.conformance.judge import VACUOUS
from goldstep.conformance.outcome import Departure, Outcome, Verdict, untested
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.dtypes import FLOAT16
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import one_step

DOWNHILL, DECREASE, CURVATURE, TERMINATION = CLAUSES = ("LBFGS-9", "LBFGS-10", "LBFGS-11", "LBFGS-13")
EVALUATIONS = 20  # along one direction; no search here needs half of them

QUADRATIC = Objective("quadratic", ((4.0, 1.0, 0.0), (1.0, 3.0, 1.0), (0.0, 1.0, 2.0)), (1.0, -2.0, 3.0), EVALUATIONS)
ROSENBROCK = Objective("rosenbrock", evaluations=EVALUATIONS)
PARABOLA = Objective("quadratic", ((3.0,),), (-2.0,), EVALUATIONS)
DESCENTS = {
    "quadratic": Descent(QUADRATIC, ((5.0, -4.0), (3.0,)), 12),
    "rosenbrock": Descent(ROSENBROCK, ((-1.25,), (1.0,)), 24),
    "rosenbrock-own-limit": Descent(replace(ROSENBROCK, evaluations=None), ((-1.25,), (1.0,)), 5),
}
PARABOLAS = {"parabola": Descent(PARABOLA, ((7.0,),), 2)}


def cells(subject: Subject) -> list[str]:
    """None for all but the first variant of a backend: the line search is the same whatever the direction."""
    first = next(iter(subject.backend.info.algorithms[subject.algorithm_name]))
    searches = subject.algorithm.search_clauses and subject.variant_name == first
    return [*DESCENTS, *PARABOLAS, iterations.CELL] if searches else []


def run(subject: Subject, cell: str) -> Outcome:
    if subject.dtype is FLOAT16:
        return untested("a line search tries points of its own choice, which may leave the range of float16")
    if cell == iterations.CELL:
        return iterations.run(subject)
    if cell in PARABOLAS:
        return termination(subject, cell, PARABOLAS[cell])
    return descent(subject, cell, DESCENTS[cell])


def descent(subject: Subject, cell: str, plan: Descent) -> Outcome:
    """Every step on the way; the first that breaks a promise ends it."""
    search, largest, judged = Search(subject, cell, plan), 0.0, 0
    if not search.can:
        return untested("the adapter has no step_on(), so its line search cannot run")
    for t in range(1, plan.steps + 1):
        before = search.advance()
        x, y = search.point(before), search.point(search.state)
        found = _judged(subject, search, before, x, y)
        if found.failed:
            return replace(found, reason=f"step {t}, from {_shown(x)} to {_shown(y)}: {found.reason}")
        largest, judged = max(largest, found.margin or 0.0), judged + found.judged
    if not judged:
        return untested(f"what rounding can hide from the line search is vacuous in {subject.dtype_name}")
    return Outcome(subject.good, margin=largest, judged=judged)


def _shown(x: Sequence[Fraction]) -> str:
    return f"({', '.join(repr(float(v)) for v in x)})"


def _judged(subject: Subject, search: Search, before: Snapshot, x: list[Fraction], y: list[Fraction]) -> Outcome:
    """One step from `x` to `y`, where something can be told."""
    f, budget, nothing = search.objective, subject.budget, Outcome(subject.good)
    downhill = [-float(g) for g in gradient(f, x)]
    if not witness(budget, f, x, downhill):
        return nothing
    if x == y:
        along = direction(subject, search, before, x)
        seen = witness(budget, f, x, [float(v) for v in along[0]] if along else downhill)
        return _violates(DOWNHILL, "no step was taken, where one satisfies all tests") if seen else nothing
    tests = wolfe(budget, f, x, y)
    slope, hidden = tests.slope
    if slope > hidden:
        return _violates(DOWNHILL, f"the step goes uphill: its slope is {float(slope):g}", slope, hidden)
    turned = parallel(subject, search, before, x, y)
    if turned.failed or not witness(budget, f, x, [float(b - a) for a, b in zip(x, y, strict=True)]):
        return turned
    return _satisfies(subject, tests, turned)


def _satisfies(subject: Subject, tests: Wolfe, so_far: Outcome) -> Outcome:
    """The strong Wolfe conditions."""
    largest = so_far.margin or 0.0
    for clause, what, (exact, hidden) in (
        (DECREASE, "the decrease is not sufficient", tests.decrease),
        (CURVATURE, "the slope is not flat enough afterwards", tests.curvature),
    ):
        if exact > hidden:
            return _violates(clause, f"{what}: its test is {float(exact):g} above 0", exact, hidden)
        largest = max(largest, float(exact) / hidden)
    return Outcome(subject.good, margin=largest, judged=so_far.judged + 2)


def _violates(clause: str, reason: str, exact: Fraction = Fraction(1), hidden: float = 0.0) -> Outcome:
    margin = float(exact) / hidden if hidden else float("inf")
    return Outcome(Verdict.VIOLATES, reason, margin, judged=1, clauses=(clause,))


def termination(subject: Subject, cell: str, plan: Descent) -> Outcome:
    """In one dimension the secant is the second derivative, so the second step at its full length arrives.

    At the minimum of a parabola the slope is 0 and the decrease half of what the slope promised, so the full length
    satisfies both conditions, and it is tried first.
    """
    search = Search(subject, cell, plan)
    if not search.can:
        return untested("the adapter has no step_on(), so its line search cannot run")
    start = search.advance()
    x = [search.point(start), search.point(search.state)]
    search.advance()
    ((a,),), (b,) = plan.objective.matrix, plan.objective.vector
    got, goal = search.point(search.state)[0], Fraction(b) / Fraction(a)
    hidden = _arrival(subject, search, x)
    if x[1][0] == goal or not hidden <= VACUOUS * abs(float(goal)):
        return untested(f"what rounding can hide from the line search is vacuous in {subject.dtype_name}")
    margin = float(abs(got - goal)) / hidden
    if margin <= 1:
        return Outcome(subject.good, f"{float(got)!r} after two steps", margin, judged=1)
    departure = Departure(2, "theta", 0, 0, goal, float(got), float(abs(got - goal)), hidden, (TERMINATION,))
    reason = "the second step must arrive at the minimum of a parabola"
    return Outcome(Verdict.VIOLATES, reason, margin, 1, departure=departure, clauses=(TERMINATION,))


def _arrival(subject: Subject, search: Search, x: list[list[Fraction]]) -> float:
    """How far rounding can move the second step, from the first two points alone."""
    budget, case = subject.budget, search.case
    reading = Reading(subject.algorithm, subject.variant, budget)
    hypers = case.hypers_of(2)
    state = reading.start(budget.tensor(x[1]), hypers[0], case.shapes[0])
    (move,) = (b - a for a, b in zip(*x, strict=True))
    error = (given(budget, x[0])[0] + given(budget, [move])[0]).e
    known = {
        "move": Bound(np.array([float(move)]), np.array([abs(float(move))]), np.array([error]), budget.elements, False),
        "theta_before": budget.tensor(x[0]),
        "g_before": gradient_bound(subject, search, x[0]),
    }
    state |= {name: bound for name, bound in known.items() if name in state}
    moment = one_step(reading, hypers, [state], [gradient_bound(subject, search, x[1])], 2, case.shapes)
    return float(moment.states[0]["theta"].e[0])


CHECK = Check(
    "line-search",
    "steps that evaluate an objective: line searches go downhill along their direction and satisfy the strong Wolfe "
    "conditions, and calls of several iterations end where they should",
    cells=cells,
    run=run,
    clauses=lambda subject: (*CLAUSES, iterations.CLAUSE),
)
