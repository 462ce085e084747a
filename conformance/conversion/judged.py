"""A conversion, tried: some steps in the one framework, the state told to the other, and its next steps judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from goldstep.adapters.loading import Backend
from goldstep.conformance.conversion.plan import Plan
from goldstep.conformance.drive import drive_after
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import Expected, trajectory_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.errors import GoldstepError
from goldstep.reference.trajectory import Case

BEFORE = 3  # steps in the framework that the run comes from
DTYPES = ("float64", "float32")


@dataclass(frozen=True)
class Tried:
    """What came of it: in which dtype, how many steps before and after, and the outcome of those after."""

    dtype: str
    before: int
    after: int
    outcome: Outcome


def subjects(source: Backend, target: Backend, plan: Plan) -> tuple[Subject, Subject]:
    """What runs on both sides, in the widest dtype that both have."""
    dtypes = [_dtypes(b, s.algorithm.name) for b, s in ((source, plan.one), (target, plan.other))]
    dtype = next((x for x in DTYPES if all(x in each for each in dtypes)), None)
    if dtype is None:
        raise GoldstepError(f"{source.name} and {target.name} have no dtype in common for {plan.one.algorithm.name}")
    made = (
        Subject(backend, side.algorithm.name, side.variant.name, dtype, _mode(backend, side.algorithm.name))
        for backend, side in ((source, plan.one), (target, plan.other))
    )
    first, second = made
    return first, second


def _dtypes(backend: Backend, algorithm: str) -> tuple[str, ...]:
    return tuple(backend.info.dtypes_in(algorithm))


def _mode(backend: Backend, algorithm: str) -> str:
    return str((*backend.info.modes_of.get(algorithm, backend.info.modes),)[0])


def tried(first: Subject, second: Subject, plan: Plan) -> Tried:
    """Raises GoldstepError where the state of the other side is not all known."""
    mine = plan.mine({})
    case = replace(plan.case, variant=plan.one.variant.name, hyper=mine, changes={}, silent=frozenset())
    case = replace(case, name="converted", groups=(), options=())
    run, before = Run(first, case), min(BEFORE, len(case.gradients) - 1)
    for _ in range(before):
        run.step()
    state = run.read()
    here, there = _continued(case, state, before), _gone_on(case, state, before, plan, mine)
    trace = drive_after(second, there)
    (outcome,) = compare(second, _expected(second, plan, here, there), [trace])
    return Tried(first.dtype_name, before, len(there.gradients), outcome)


def _expected(second: Subject, plan: Plan, here: Case, there: Case) -> Iterator[Expected]:
    """The parameters that the one side would have had, within the sum of both budgets.

    A hyperparameter that is told to the other side is rounded as a coefficient of the one side may be, so what that
    changes is within the budget of the one.
    """
    ours = Rule.of(second, plan.one.algorithm, plan.one.variant)
    readable = frozenset({"theta"})
    sides = trajectory_expected(ours, [here], readable), trajectory_expected(Rule.of(second), [there], readable)
    for mine, theirs in zip(*sides, strict=True):
        budget, scale = mine.budget + theirs.budget, np.maximum(mine.scale, theirs.scale)
        yield replace(mine, budget=budget, scale=scale)


def _continued(case: Case, state: Snapshot, done: int) -> Case:
    """The case that goes on where another stands after `done` steps."""
    exact = {slot: tuple(tuple(map(Fraction, x.tolist())) for x in tensors) for slot, tensors in state.items()}
    theta = exact.pop("theta")
    return replace(case, params=theta, gradients=case.gradients[done:], done=done, state=exact)


def _gone_on(case: Case, state: Snapshot, done: int, plan: Plan, mine: Mapping[str, Fraction]) -> Case:
    """The same as the other side has it."""
    told = converted(state, plan, mine)
    if not all(np.isfinite(x).all() for tensors in told.values() for x in tensors):
        where = " and ".join(f"{name} = {float(x):g}" for name, x in plan.proof.map.fixed.items())
        raise GoldstepError(
            f"{plan.one.name} and {plan.other.name} are equal where {where}, and then a step is not defined where no "
            "gradient has come yet; choose other variants by --algorithm A@V and --as A@V"
        )
    first, *rest = (plan.theirs(mine, t) for t in range(done + 1, len(case.gradients) + 1))
    changes = dict(enumerate(rest, done + 2)) if plan.proof.map.changing else {}
    case = replace(case, algorithm=plan.other.algorithm.name, variant=plan.other.variant.name, hyper=first)
    return _continued(replace(case, changes=changes), told, done)


def converted(state: Snapshot, plan: Plan, mine: Mapping[str, Fraction]) -> Snapshot:
    """The state as the other side keeps it."""
    wanted = ["theta", *(slot.name for slot in plan.other.algorithm.slots_of(plan.other.variant))]
    if missing := [slot for slot in wanted if slot not in state]:
        raise GoldstepError(
            f"{plan.other.name} keeps {', '.join(missing)}, which {plan.one.name} does not show; so no run can go on"
        )
    scales = {name: float(x) for name, x in plan.factors(mine).items()}
    return {slot: [x * scales.get(slot, 1.0) for x in state[slot]] for slot in wanted}
