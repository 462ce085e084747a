"""What a class or function can do is tried on a known start: which dtypes and modes it has, and what can be loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldstep.adapters.open.recognition import HALF
from goldstep.adapters.open.start import Start, shut
from goldstep.adapters.open.trial import Trial

LOADED = 3  # steps after which a state is loaded into another run

Kept = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Seen:
    """A run after a known start: parameters and all that is kept after each step."""

    run: Any
    thetas: list[list[np.ndarray]]
    kept: list[Kept]


def followed(binding: Any, start: Start, **other: Any) -> Seen:
    """Follow the start, maybe in another dtype or mode."""
    run = binding.begin(replace(start.setup, **other))
    thetas, kept = list[list[np.ndarray]](), list[Kept]()
    for gradients in start.gradients:
        run.step([g.copy() for g in gradients], start.setup.hyper)
        thetas.append(run.state()["theta"])
        kept.append(run.kept())
    return Seen(run, thetas, kept)


def working(binding: Any, start: Start, field: str, names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Those dtypes or modes in which it can be followed, of which the first is one, and why not in the others."""
    able, notes = [names[0]], []
    for name in names[1:]:
        try:
            followed(binding, start, **{field: name})
            able.append(name)
        except Exception as error:
            notes.append(f"no {name}: {type(error).__name__}: {' '.join(str(error).split())[:80]}")
    return tuple(able), notes


def bounds(binding: Any, trial: Trial) -> dict[str, str]:
    """Ends of domains that it refuses, or at which it does not keep all that it keeps else."""
    start, found = trial.start, {}
    for name, low, closed_off in shut(trial.algorithm, start.setup.hyper, trial.spelling.fixed):
        hyper = {**start.setup.hyper, name: low}
        try:
            run = binding.begin(replace(start.setup, hyper=hyper))
            run.step(start.gradients[0], hyper)
            whole = trial.recognised.slots.keys() <= run.state().keys()
        except Exception:
            whole = False
        if not whole:
            found[name] = closed_off
    return found


def loads(binding: Any, trial: Trial) -> bool:
    """Whether a run that is given the state of another goes on as that does; what is not read, it need not have."""
    start, found = trial.start, trial.recognised
    if found.unreadable:
        return True
    first = binding.begin(start.setup)
    second = binding.begin(replace(start.setup, params=[2 * p + 1 for p in start.setup.params]))
    try:
        for gradients in start.gradients[:LOADED]:
            first.step(gradients, start.setup.hyper)
        second.load(first.state())
        for gradients in start.gradients[LOADED:]:
            for run in (first, second):
                run.step(gradients, start.setup.hyper)
    except Exception:
        return False
    pairs = zip(first.state()["theta"], second.state()["theta"], strict=True)
    return all(np.abs(x - y).max(initial=0.0) <= HALF[x.dtype] * np.abs(x).max(initial=0.0) for x, y in pairs)
