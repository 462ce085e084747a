"""Variants that have no name: a named one with other settings of its switches, called by what is different.

``zero=gradient`` is the variant `paper` with that setting, or the first variant where there is no paper;
``optax-0.2.8,zero=gradient`` is another with it, and a comma parts several settings.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from goldstep.reference.errors import GoldstepError, UnknownName

if TYPE_CHECKING:
    from goldstep.reference.algorithm import Algorithm, Variant

BASE = "variant"  # the key of a mapping that names the variant from which the settings start


def name_of(settings: Mapping[str, str]) -> str:
    """The name of the variant with these settings, such as ``{"variant": "optax-0.2.8", "zero": "gradient"}``."""
    base = [settings[BASE]] if BASE in settings else []
    return ",".join([*base, *(f"{name}={value}" for name, value in settings.items() if name != BASE)])


def is_switched(name: str) -> bool:
    """Whether a variant is called by its settings."""
    return "=" in name


def switched(algorithm: "Algorithm", name: str) -> "Variant":
    """The variant of this name; raises UnknownName for a base, a switch or a setting that there is not, and
    GoldstepError for settings that do not go together.

    It has the hyperparameters of its base, without those that no formula uses any longer and with those that only
    its own formulas use; these have no default.
    """
    first, *rest = name.split(",")
    base, rest = (_usual(algorithm), [first, *rest]) if "=" in first else (algorithm.variant(first), rest)
    settings = dict(_setting(algorithm, text) for text in rest)
    if len(settings) < len(rest):
        raise GoldstepError(f"{name!r} sets a switch of {algorithm.name} twice")
    source = f"{base.name} with {', '.join(rest)}"
    made = replace(base, name=name, switches={**base.switches, **settings}, source=source)
    try:
        before, after = _used(algorithm, base), _used(algorithm, made)
    except AttributeError as error:  # a state variable or a coefficient that another switch takes away
        raise GoldstepError(
            f"{name!r}: these settings of {algorithm.name} do not go together, for there is no {error.name!r}"
        ) from None
    kept = {hyper: value for hyper, value in base.defaults.items() if hyper in after or hyper not in before}
    new = {h.name: None for h in algorithm.hypers if h.name in after - before and h.name not in kept}
    return replace(made, defaults={**kept, **new})


def neighbours(algorithm: "Algorithm", variant: "Variant") -> Iterator["Variant"]:
    """The variants that differ from this one in a single switch, called by their settings, as far as there are such."""
    first, *rest = variant.name.split(",")
    base, rest = ([], [first, *rest]) if "=" in first else ([first], rest)
    own = dict(text.split("=", 1) for text in rest)
    for switch, settings in algorithm.switches.items():
        for setting in settings:
            if setting != variant.switches[switch]:
                with suppress(GoldstepError):  # where it does not go together with the others
                    name = [*base, *(f"{k}={v}" for k, v in {**own, switch: setting}.items())]
                    yield algorithm.variant(",".join(name))


def _usual(algorithm: "Algorithm") -> "Variant":
    return next((v for v in algorithm.variants if v.name == "paper"), algorithm.variants[0])


def _setting(algorithm: "Algorithm", text: str) -> tuple[str, str]:
    switch, _, value = text.partition("=")
    if switch not in algorithm.switches:
        raise UnknownName(f"switch of {algorithm.name}", switch, algorithm.switches)
    if value not in algorithm.switches[switch]:
        raise UnknownName(f"setting of {algorithm.name}'s switch {switch}", value, algorithm.switches[switch])
    return switch, value


class _Watched(SimpleNamespace):
    """Hyperparameters and switches that keep the names under which they are read."""

    def __init__(self, read: set[str], held: Mapping[str, Any]) -> None:
        super().__init__(**held)
        object.__setattr__(self, "_read", read)

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            object.__getattribute__(self, "_read").add(name)
        return object.__getattribute__(self, name)


def _used(algorithm: "Algorithm", variant: "Variant") -> set[str]:
    """The names of the hyperparameters and switches that the formulas of a variant read."""
    from goldstep.reference.arithmetics.dependencies import LATE, read
    from goldstep.reference.reading import Reading

    found: set[str] = set()

    class Watching(Reading):
        def hypers(self, values: Mapping[str, Any], *, scheduled: bool = False) -> SimpleNamespace:
            return _Watched(found, vars(super().hypers(values, scheduled=scheduled)))

    for shape in algorithm.kinds.values():
        read(algorithm, variant, LATE, shape, reading=Watching)
    found |= {slot.start for slot in algorithm.slots_of(variant) if isinstance(slot.start, str)}
    return found
