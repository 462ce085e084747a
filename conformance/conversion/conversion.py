"""A conversion from beginning to end: planned, tried on a golden, and made of a checkpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from goldstep.adapters.loading import load
from goldstep.conformance.api import quiet
from goldstep.conformance.comparing.options import options
from goldstep.conformance.conversion.files import convert_file
from goldstep.conformance.conversion.judged import Tried, subjects, tried
from goldstep.conformance.conversion.plan import Plan, planned
from goldstep.reference.errors import GoldstepError


@dataclass(frozen=True)
class Conversion:
    """How a run of `source` goes on in `target`, what came of trying it, and what is `told` of a checkpoint."""

    source: str
    target: str
    plan: Plan
    tried: Tried
    told: str = ""

    @property
    def passed(self) -> bool:
        return not self.tried.outcome.failed

    def __str__(self) -> str:
        return "\n".join(filter(None, [*_lines(self), self.told]))

    __repr__ = __str__


def convert(
    source: str,
    target: str,
    algorithm: str,
    *,
    goes_on: str = "",
    old: str | None = None,
    new: str | None = None,
    hyper: Mapping[str, float] | None = None,
) -> Conversion:
    """What `goldstep.convert` documents. A checkpoint is written where the next steps conform."""
    if bool(old) != bool(new):
        raise GoldstepError("a checkpoint that there is and the one to write go together: --from and --to")
    given = {name: Fraction(value) for name, value in (hyper or {}).items()}
    with quiet():
        backends = load(source), load(target)
        plan = planned(*backends, (algorithm, goes_on or algorithm.partition("@")[0]))
        first, second = subjects(*backends, plan)
        found = tried(first, second, plan)
        made = bool(old and new and not found.outcome.failed)
        told = convert_file(first, second, plan, given, str(old), str(new)) if made else ""
    return Conversion(source, target, plan, found, told)


def _lines(made: Conversion) -> list[str]:
    plan, found = made.plan, made.tried
    proof, names = plan.proof, (options(plan.one), options(plan.other))
    where = " and ".join(f"{name} = {float(x):g}" for name, x in proof.map.fixed.items())
    how = f"with {', '.join(proof.map.texts)}" if proof.map.texts else "with the same hyperparameters"
    changing = ", which has to be set anew before each step" if proof.map.changing else ""
    pairs = [f"{names[0].get(x, x)} -> {names[1].get(x, x)}" for x in plan.one.given if x in plan.other.given]
    slots = [slot.name for slot in plan.other.algorithm.slots_of(plan.other.variant)]
    return [
        f"{made.source}, {plan.one.name}, goes on in {made.target} as {plan.other.name}",
        f"  proved: they are equal{f' where {where},' if where else ''} {how}{changing}",
        f"  hyperparameters: {', '.join(pairs)}",
        f"  state: {', '.join(['theta', *slots, 't'])}{f'; {proof.state}' if proof.state else ''}",
        f"  after {found.before} steps in {made.source}, {found.after} more in {made.target} in {found.dtype}: "
        + _verdict(found),
    ]


def _verdict(found: Tried) -> str:
    outcome = found.outcome
    if outcome.departure:
        return f"they depart at step {outcome.departure.step}"
    if outcome.margin is None:
        return f"untested, {outcome.reason}"
    return f"the same within {outcome.margin:.2f} of what rounding allows"
