"""The checks of the battery, in the order in which they run."""

from goldstep.conformance.checks import (
    counterexamples,
    identities,
    layouts,
    life,
    line_search,
    one_step,
    properties,
    sizes,
    smoke,
    statistics,
    trajectory,
    transitions,
)
from goldstep.conformance.checks.check import Check
from goldstep.reference.errors import UnknownName

CHECKS: tuple[Check, ...] = (
    smoke.CHECK,
    one_step.ONE_STEP,
    one_step.RESET,
    trajectory.CHECK,
    statistics.MONTE_CARLO,
    statistics.BIAS,
    properties.CHECK,
    counterexamples.CHECK,
    identities.CHECK,
    line_search.CHECK,
    life.CHECK,
    layouts.CHECK,
    sizes.CHECK,
    transitions.CHECK,
)
FORMULAS = tuple(check.name for check in CHECKS[:4])  # judged first, for a wrong formula shows here


def get(name: str) -> Check:
    for check in CHECKS:
        if check.name == name:
            return check
    raise UnknownName("check", name, [check.name for check in CHECKS])
