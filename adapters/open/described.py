"""What the adapter of something that has none says of itself."""

from collections.abc import Mapping
from typing import Any

from goldstep.adapters.contract import Info
from goldstep.adapters.open import naming
from goldstep.adapters.open.trial import Trial


def described(make: Any, trial: Trial, own: Mapping[str, Any], **more: Any) -> Info:
    """The declaration of its only algorithm; `own` are fields of `Info` by algorithm, `more` are those for all."""
    name, version = naming.package(make)
    algorithm = trial.algorithm.name
    found = {"unreadable": trial.recognised.unreadable, "fixed": trial.spelling.fixed, **own}
    by_algorithm: dict[str, Any] = {field: {algorithm: value} for field, value in found.items() if value}
    return Info(name=name, version=version, algorithms={algorithm: trial.binding.variants}, **by_algorithm, **more)
