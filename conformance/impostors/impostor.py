"""What an impostor is, and where all of them are found."""

import importlib
from dataclasses import dataclass
from functools import cache

from goldstep.adapters.loading import Backend
from goldstep.conformance.patching import replaced
from goldstep.conformance.performer import backend
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm

RUSTORCH = "JunSuzukiJapan/rustorch, claudedocs/phase2_advanced_optimizers_spec.md"
KINDS = {
    "optimizers": "formula",
    "schedules": "schedule",
    "averages": "average",
    "transforms": "transform",
    "loops": "loop",
}


@dataclass(frozen=True)
class Impostor:
    """`old` in the source of the algorithm becomes `new`; `clause` says what that breaks.

    `variant` is the variant that the impostor claims to be; `source` is where somebody made the mistake.
    """

    name: str
    algorithm: str
    variant: str
    clause: str
    wrong: str
    source: str
    old: str
    new: str

    @property
    def id(self) -> str:
        return f"{self.algorithm}/{self.name}"

    @property
    def kind(self) -> str:
        return KINDS[registry.family(self.algorithm)]

    def build(self) -> Algorithm:
        """The wrong algorithm. Raises ValueError when `old` does not occur exactly once."""
        return replaced(self.algorithm, self.old, self.new)

    def backend(self) -> Backend:
        return backend(self.build(), self.variant, name=f"impostor:{self.id}")


@cache
def of_algorithm(name: str) -> tuple[Impostor, ...]:
    registry.get(name)
    return tuple(importlib.import_module(f"goldstep.conformance.impostors.{name}").IMPOSTORS)


def all_impostors() -> list[Impostor]:
    return [impostor for name in registry.names() for impostor in of_algorithm(name)]
