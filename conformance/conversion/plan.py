"""Which variants a run can be continued between, and what becomes of hyperparameters and state on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from goldstep.adapters.loading import Backend
from goldstep.conformance.comparing.equality import Proof, equality
from goldstep.conformance.comparing.proofs import factors
from goldstep.conformance.comparing.sides import Side, check_comparable, example, values_of
from goldstep.reference import registry
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.errors import GoldstepError, UnknownName
from goldstep.reference.trajectory import Case

Hypers = dict[str, Fraction]


@dataclass(frozen=True)
class Plan:
    """The variants of both sides, on whose inputs it is tried, and the proof that they are equal."""

    one: Side
    other: Side
    case: Case
    values: Mapping[str, Fraction]
    proof: Proof

    def mine(self, given: Mapping[str, Fraction]) -> Hypers:
        """The hyperparameters of the one side. Raises GoldstepError where one is given that would make them differ."""
        for name, value in self.proof.map.fixed.items():
            if given.get(name, value) != value:
                raise GoldstepError(
                    f"{self.one.name} and {self.other.name} are equal where {name} = {float(value):g}, and it is "
                    f"{float(given[name]):g}"
                )
        known = {**self.values, **given, **self.proof.map.fixed}
        return {name: known[name] for name in self.one.given}

    def theirs(self, mine: Mapping[str, Fraction], t: int) -> Hypers:
        """Those of the other side in step `t`."""
        told = self.proof.map.told(Floats(), {name: float(x) for name, x in mine.items()}, t)
        return {name: Fraction(float(x)) for name, x in told.items()}

    @property
    def cost(self) -> int:
        """How many hyperparameters must have another value than their default."""
        defaults = self.one.variant.exact_defaults
        return sum(defaults.get(name) != x for name, x in self.proof.map.fixed.items())

    def factors(self, mine: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """By what state variables are multiplied on the way; the others are the same."""
        return factors(self.proof.state, mine)

    @property
    def needed(self) -> set[str]:
        """The hyperparameters whose value decides what is written, or whether it may be."""
        texts = " ".join([*self.proof.map.texts, self.proof.state])
        named = set(re.findall(r"\w+", texts)) | self.proof.map.fixed.keys()
        return {name for name in self.one.given if name in named}


def planned(source: Backend, target: Backend, names: tuple[str, str]) -> Plan:
    """From ``adamw`` or ``adamw@pytorch-2.13`` of each side. Raises GoldstepError where nothing is proved."""
    found: list[Plan] = []
    for one in _sides(source, names[0]):
        for other in _sides(target, names[1]):
            check_comparable(one, other)
            case = example(one, other)
            values = values_of(case, one, other)
            equal = equality(one, other, case, values)
            found += [Plan(one, other, case, values, proof) for proof in (equal.constant, equal.changing) if proof]
            if found and not (found[-1].proof.map.changing or found[-1].proof.map.fixed):
                return found[-1]
    if not found:
        raise GoldstepError(
            f"no map of hyperparameters is known under which {one.name} and {other.name} are equal, so no run of the "
            f"one can go on in the other; see goldstep compare {one.name} {other.name}"
        )
    order = list(_sides(source, names[0]))
    return min(
        found,
        key=lambda plan: (plan.cost, order.index(plan.one), plan.proof.map.changing, len(plan.proof.map.fixed)),
    )


def _sides(backend: Backend, text: str) -> list[Side]:
    name, _, wanted = text.partition("@")
    algorithm = registry.get(name)
    if name not in backend.info.algorithms:
        raise UnknownName(f"algorithm of {backend.name}", name, backend.info.algorithms)
    declared = backend.declared(name)
    if wanted and wanted not in declared:
        raise UnknownName(f"variant of {name} in {backend.name}", wanted, declared)
    return [Side(algorithm, algorithm.variant(variant)) for variant in ([wanted] if wanted else declared)]
