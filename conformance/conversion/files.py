"""A checkpoint of one framework, written as one of another."""

import os
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.adapters.contract import AdapterError, Setup
from goldstep.adapters.loading import broken
from goldstep.conformance.conversion.judged import converted
from goldstep.conformance.conversion.plan import Plan
from goldstep.conformance.subject import Subject
from goldstep.reference.errors import GoldstepError

VERBS = ("parameters", "take", "give")


def convert_file(first: Subject, second: Subject, plan: Plan, given: Mapping[str, Fraction], old: str, new: str) -> str:
    """Read a checkpoint, load it into the other framework and write one of that; a line about it.

    Raises GoldstepError where something is missing or does not fit.
    """
    _check(first, second, plan, given, old)
    mine = plan.mine({**_defaults(plan), **given})
    with broken(first.backend.name, "reading a checkpoint"):
        source, target = (s.backend.make() for s in (first, second))
        params, dtype = source.parameters(old)
        source.init(_setup(first, params, dtype, mine))
        source.take(old)
        state = source.state()
    told = converted({k: [np.asarray(x, np.float64) for x in xs] for k, xs in state.items() if k != "t"}, plan, mine)
    theirs = plan.theirs(mine, _last(state["t"]) + 1)
    with broken(second.backend.name, "taking up a checkpoint"):
        target.init(_setup(second, told["theta"], dtype, theirs))
        target.load({**told, "t": state["t"]})
        shown = target.state()
    if odd := [slot for slot, tensors in told.items() if not all(map(np.array_equal, tensors, shown[slot]))]:
        raise GoldstepError(f"{second.backend.name} does not hold {odd[0]} as it was told: {new} is not written")
    with broken(second.backend.name, "writing a checkpoint"):
        target.give(new)
    return f"{new}: {len(params)} parameters in {dtype} after step {_last(state['t'])}, as {plan.other.name} has them"


def _check(first: Subject, second: Subject, plan: Plan, given: Mapping[str, Fraction], old: str) -> None:
    for subject in (first, second):
        if lacks := [verb for verb in VERBS if not hasattr(subject.backend.make(), verb)]:
            raise GoldstepError(f"{subject.backend.name} has no {lacks[0]}(), so its checkpoints cannot be converted")
    for name in given:
        plan.one.algorithm.hyper(name)  # raises for what nobody knows
    if missing := sorted(plan.needed - given.keys()):
        raise GoldstepError(f"what is written depends on {', '.join(missing)}: give --hyper {missing[0]}=NUMBER")
    if not os.path.exists(old):
        raise GoldstepError(f"there is no file {old!r}")


def _defaults(plan: Plan) -> dict[str, Fraction]:
    return {name: x for name, x in plan.one.variant.exact_defaults.items() if x is not None}


def _setup(subject: Subject, params: list[Any], dtype: str, hyper: Mapping[str, Fraction]) -> Setup:
    given = {name: float(x) for name, x in hyper.items()}
    if dtype not in subject.backend.info.dtypes:
        raise AdapterError(f"{subject.backend.name} has no {dtype}")
    return Setup(subject.algorithm_name, subject.variant_name, given, params, dtype, subject.mode)


def _last(t: Any) -> int:
    return int(t) if isinstance(t, int) else max(t)
