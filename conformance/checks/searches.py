"""Runs of a backend that evaluates its objective, and the direction that a step must take by its own history."""

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from goldstep.adapters.contract import Objective
from goldstep.adapters.loading import broken
from goldstep.conformance.checks.objectives import given, gradient
from goldstep.conformance.drive import NotFinite, complete
from goldstep.conformance.evaluation import BITS
from goldstep.conformance.judge import VACUOUS
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.bound import Bound
from goldstep.reference.arithmetics.dependencies import clauses_behind
from goldstep.reference.arithmetics.exact import Arb
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case, one_step


@dataclass(frozen=True)
class Descent:
    """An objective, where to start, how many steps to take at most, and of which length without a line search."""

    objective: Objective
    params: tuple[tuple[float, ...], ...]
    steps: int
    lr: float = 1.0


class Search(Run):
    """A run whose steps evaluate the objective."""

    def __init__(self, subject: Subject, cell: str, plan: Descent, options: tuple[str, ...] = ()) -> None:
        self.objective = plan.objective
        hyper = {name: Fraction({"lr": plan.lr, "history": 3}[name]) for name in subject.variant.defaults}
        params = tuple(tuple(Fraction(x) for x in p) for p in plan.params)
        shapes = tuple((len(p),) for p in params)
        variant = subject.variant_name
        case = Case(cell, subject.algorithm_name, variant, hyper, shapes, params, gradients=(), options=options)
        super().__init__(subject, case)
        self.state = complete(subject, self.case, self.read())

    @property
    def can(self) -> bool:
        return callable(getattr(self.adapter, "step_on", None))

    def advance(self) -> Snapshot:
        """Take a step: returns the state before it, and keeps the one after it in `state`."""
        before, self.t = self.state, self.t + 1
        with broken(self.subject.backend.name, f"step_on at step {self.t} of {self.case.id}"):
            self.adapter.step_on(self.objective, self.subject.hyper(self.case, self.t))
        self.state = self.read()
        return before

    def point(self, state: Snapshot) -> list[Fraction]:
        flat = np.concatenate(state["theta"]).tolist()
        if not np.isfinite(flat).all():
            raise NotFinite(f"the parameters became {flat}")
        return [Fraction(x) for x in flat]


def direction(
    subject: Subject, search: Search, before: Snapshot, x: list[Fraction]
) -> tuple[list[Fraction], list[Bound]] | None:
    """Minus the product with the approximated inverse Hessian, of the backend's own history; None if unknown."""
    if subject.unreadable:
        return None
    case, budget, t = search.case, subject.budget, search.t
    sizes = [prod(shape) for shape in case.shapes]
    hypers = [{**case.hypers_of(t)[0], "lr": Fraction(1)}] * len(sizes)
    last = f"r{int(hypers[0]['history']) if t > 1 else 0}"
    with Arb(BITS, strict=False) as arb:
        exact = Reading(subject.algorithm, subject.variant, arb)
        g = arb.divide(arb.tensor(gradient(search.objective, x)), sizes)
        moment = one_step(exact, hypers, _states(before, lambda v: arb.floats(v.tolist())), g, t, case.shapes)
        try:
            ends = [arb.enclosure(-v) for q in moment.quantities for v in q.values[last]]
        except Undecided:  # a history without curvature
            return None
    rough = Reading(subject.algorithm, subject.variant, budget)
    parts = budget.divide(gradient_bound(subject, search, x), sizes)
    moment = one_step(rough, hypers, _states(before, budget.array), parts, t, case.shapes)
    bounds = [-b for q in moment.quantities for b in _each(q.values[last])]
    return [(low + high) / 2 for low, high in ends], bounds


def _states(state: Snapshot, make: Any) -> list[dict[str, Any]]:
    return [{name: make(tensors[i]) for name, tensors in state.items()} for i in range(len(state["theta"]))]


def gradient_bound(subject: Subject, search: Search, x: list[Fraction]) -> Bound:
    """The gradient at `x` with the errors of its evaluation, as a tensor."""
    budget = subject.budget
    with budget:
        parts = gradient(search.objective, given(budget, x))
    v, a, e = (np.array([float(getattr(part, name)) for part in parts]) for name in ("v", "a", "e"))
    return Bound(v, a, e, budget.elements, sparse=True)


def _each(x: Bound) -> list[Bound]:
    return [Bound(float(v), float(a), float(e), x.stage, True) for v, a, e in zip(x.v, x.a, x.e, strict=True)]


def parallel(subject: Subject, search: Search, before: Snapshot, x: list[Fraction], y: list[Fraction]) -> Outcome:
    """Whether the displacement lies along the direction: of the two, all products crosswise are equal."""
    found = direction(subject, search, before, x)
    if found is None:
        return Outcome(subject.good)
    exact, rough = found
    k = max(range(len(exact)), key=lambda i: abs(exact[i]))
    move = [b - a for a, b in zip(x, y, strict=True)]
    budget, worst, judged = subject.budget, 0.0, 0
    errors = [float((a + b).e) for a, b in zip(given(budget, x), given(budget, move), strict=True)]
    p = given(budget, move, errors)
    for i in set(range(len(exact))) - {k}:
        with budget:
            crosswise = p[i] * rough[k] - p[k] * rough[i]
        gap, hidden = abs(move[i] * exact[k] - move[k] * exact[i]), float(crosswise.e)
        if not hidden <= VACUOUS * crosswise.a:
            continue
        judged, worst = judged + 1, max(worst, float(gap) / hidden)
    if worst > 1:
        clauses = clauses_behind(subject.algorithm, subject.variant, "theta", search.t)
        reason = f"the step leaves the direction of its own history by {worst:.3g} budgets"
        return Outcome(Verdict.VIOLATES, reason, worst, judged=1, clauses=clauses)
    return Outcome(subject.good, margin=worst, judged=judged)
