"""Turns a case into its golden document: certified quantities and derived budgets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from goldstep.golden.departures import departures
from goldstep.golden.numbers import certified, exact, rounded_up
from goldstep.reference.algorithm import GRADIENT, Algorithm, Variant
from goldstep.reference.arithmetics.base import Undecided
from goldstep.reference.arithmetics.budget import Budget
from goldstep.reference.arithmetics.dtypes import DTYPES, FLOAT64
from goldstep.reference.arithmetics.exact import Arb, Exact, Mpf
from goldstep.reference.arithmetics.tensor import Tensor
from goldstep.reference.registry import get
from goldstep.reference.trajectory import Case, Moment, follow

FORMAT = "1.2.0"
ENGINES: dict[str, Callable[[int], Exact]] = {"arb": Arb, "mpf": Mpf}
_PRECISIONS = (256, 512, 1024, 2048, 4096)


def build(case: Case, engine: str = "arb") -> dict[str, Any]:
    """The golden document of `case`, by precision doubled until every digit is decided."""
    for bits in _PRECISIONS:
        try:
            with ENGINES[engine](bits) as arithmetic:
                steps = [_values(moment, arithmetic) for moment in follow(case, arithmetic)]
            break
        except Undecided as undecided:
            last = undecided
    else:
        raise Undecided(f"{case.id}: undecided at {_PRECISIONS[-1]} bits: {last}")
    for step, budgets in zip(steps, _budgets(case), strict=True):
        step["budgets"] = budgets
    return {**_inputs(case), "steps": steps}


def _inputs(case: Case) -> dict[str, Any]:
    algorithm = get(case.algorithm)
    variant = algorithm.variant(case.variant)
    return {
        "format": FORMAT,
        "case": case.id,
        "about": case.about,
        "algorithm": case.algorithm,
        "variant": case.variant,
        **({"departures": [asdict(d) for d in departures(case.id)]} if departures(case.id) else {}),
        "switches": {switch: x for switch, x in variant.switches.items() if switch not in variant.implied},
        "hyper": _exact_hypers(case.hyper),
        "changes": {str(t): _exact_hypers(new) for t, new in sorted(case.changes.items())},
        "shapes": [list(shape) for shape in case.shapes],
        "slots": ["theta", *(slot.name for slot in algorithm.slots_of(variant))],
        **_special(case, algorithm, variant),
        "params": _exact_rows(case.params),
        "gradients": [_exact_rows(step) for step in case.gradients],
        **({"groups": [_exact_hypers(group) for group in case.groups]} if case.groups else {}),
    }


def _special(case: Case, algorithm: Algorithm, variant: Variant) -> dict[str, Any]:
    """What only some algorithms have: slots of other shapes than the parameters', and inputs besides the gradient."""
    shapes = {slot.name: case.slot_shapes(slot.name) for slot in algorithm.slots_of(variant)}
    others = {name: [list(s) for s in found] for name, found in shapes.items() if found != case.shapes}
    inputs = {} if algorithm.inputs == (GRADIENT,) else {"inputs": [input_.name for input_ in algorithm.inputs]}
    return {**({"slot_shapes": others} if others else {}), **inputs}


def _exact_hypers(hyper: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: exact(value) for name, value in hyper.items()}


def _exact_rows(tensors: Iterable[Iterable[Fraction]]) -> list[list[str]]:
    return [[exact(x) for x in tensor] for tensor in tensors]


def _values(moment: Moment, arithmetic: Exact) -> dict[str, Any]:
    def write(value: Any) -> str:
        return certified(*arithmetic.enclosure(value))

    def row(value: Any) -> list[str]:
        return [write(x) for x in (value if isinstance(value, Tensor) else [value])]

    shared = all(c is moment.coefficients[0] for c in moment.coefficients)
    common = moment.coefficients[0].values if shared else {}
    own = [{} if shared else c.values for c in moment.coefficients]  # of a group: beside what they move
    return {
        "t": moment.t,
        "coefficients": {name: write(value) for name, value in common.items()},
        "parameters": [
            {name: row(value) for name, value in {**state, **c, **q.values}.items()}
            for state, c, q in zip(moment.states, own, moment.quantities, strict=True)
        ],
    }


def _budgets(case: Case) -> list[dict[str, Any]]:
    """For each step and dtype, the bounds of each slot under the default contract.

    A number, such as a learning rate, is kept in double precision whatever the dtype of the parameters.
    """
    columns = {}
    dtypes = {FLOAT64.name: FLOAT64} if get(case.algorithm).number else DTYPES
    for name, dtype in dtypes.items():
        columns[name] = [
            [{slot: [rounded_up(float(x)) for x in bound.e] for slot, bound in state.items()} for state in m.states]
            for m in follow(case, Budget(dtype))
        ]
    return [{name: column[t] for name, column in columns.items()} for t in range(len(case.gradients))]
