"""What a door gives of something that has no adapter, and what is told of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldstep.adapters.open.start import STEPS
from goldstep.adapters.open.trial import Trial


@dataclass(frozen=True)
class Opening:
    """`make` gives a fresh adapter, `told` says in two lines what was guessed, and `source` is an adapter that does the
    same. `instead` says what else it is, where its first steps are not those of what it was said to be."""

    make: Callable[[], Any]
    told: tuple[str, ...]
    source: str
    instead: str = ""


def told(trial: Trial, options: Mapping[str, Any], asked_for: bool, notes: Sequence[str]) -> tuple[str, str]:
    """One line about what it is taken for and its arguments, and one about its state."""
    return f"{_as_what(trial, asked_for)}{arguments(trial, options)}", "; ".join([_state(trial), *notes])


def _as_what(trial: Trial, asked_for: bool) -> str:
    name, variant = trial.algorithm.name, trial.variant.name
    if asked_for or len(trial.algorithm.variants) == 1:
        return f"judged as {name} {variant}"
    if trial.agrees:
        return f"judged as {name} {variant}, which its first {STEPS} steps are"
    if trial.recognised.nearly == STEPS:
        declared = trial.binding.contract.coefficients == "single"
        how = "" if declared else " (declare that by --contract coefficients=single)"
        return f"judged as {name} {variant}, which its first {STEPS} steps are in the precision of float32{how}"
    return f"judged as {name} {variant}, the nearest: its steps are those of no variant (choose by --as {name}@VARIANT)"


def arguments(trial: Trial, options: Mapping[str, Any]) -> str:
    """What each argument is, after a colon, and what is done with the others."""
    spelling = trial.spelling
    sides = [f"{argument}={_side(names, spelling.values)}" for argument, names in options.items()]
    parts = [f": {', '.join(sides)}" if sides else ""]
    if spelling.chosen:
        parts.append(f"set {', '.join(f'{k}={v!r}' for k, v in spelling.chosen.items())}")
    if spelling.fixed:
        parts.append(f"always {', '.join(f'{k}={v:g}' for k, v in spelling.fixed.items())}")
    if spelling.left:
        parts.append(f"left alone {', '.join(spelling.left)}")
    return "; ".join(parts)


def _side(names: Any, values: Mapping[str, Any]) -> str:
    if isinstance(names, str):
        return f"-{names}" if getattr(values.get(names), "__name__", "") == "neg" else names
    return f"({', '.join(x if isinstance(x, str) else f'{x:g}' for x in names)})"


def _state(trial: Trial) -> str:
    found = trial.recognised
    slots = [f"{slot} is {path}{'' if slot in found.exact else ' by its name'}" for slot, path in found.slots.items()]
    parts = [", ".join(slots)] if slots else []
    if found.counts:
        parts.append(f"steps are counted in {', '.join(found.counts)}")
    if found.unreadable:
        parts.append(f"{', '.join(found.unreadable)} not found, so judged by the parameters alone")
    return "state: " + ("; ".join(parts) or "none")
