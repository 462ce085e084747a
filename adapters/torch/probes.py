"""What a class of optimizers can do is tried: which dtypes and modes, what its groups hold, and what can be loaded."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import Contract
from goldstep.adapters.open.recognition import HALF, Recognised, recognise
from goldstep.adapters.open.start import Start, shut
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.torch.opened import ALL, Opened, Run

DTYPES = ("float64", "float32", "bfloat16")
LOADED = 3  # steps after which a state is loaded into another run

Kept = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Seen:
    """A run after a known start: parameters and all that is kept after each step."""

    run: Run
    thetas: list[list[np.ndarray]]
    kept: list[Kept]


def followed(binding: Opened, start: Start, **other: Any) -> Seen:
    """Follow the start, maybe in another dtype or mode."""
    run = binding.begin(replace(start.setup, **other))
    thetas, kept = list[list[np.ndarray]](), list[Kept]()
    for gradients in start.gradients:
        run.step([g.copy() for g in gradients], start.setup.hyper)
        thetas.append(run.state()["theta"])
        kept.append(run.kept())
    return Seen(run, thetas, kept)


def recognised(algorithm: Any, start: Start, seen: Seen) -> Recognised:
    return recognise(algorithm.name, start, seen.thetas, seen.kept)


def probed(trial: Trial) -> tuple[Opened, list[str]]:
    """The binding with all that trying shows, and what has to be told."""
    binding, notes = trial.binding, list[str]()
    modes = dict(binding.modes)
    for mode in list(modes)[1:]:
        if reason := _fails(binding, trial.start, mode=mode):
            del modes[mode]
            notes.append(f"no {mode}: {reason}")
    dtypes = ["float64"]
    for dtype in DTYPES[1:]:
        if reason := _fails(binding, trial.start, dtype=dtype):
            notes.append(f"no {dtype}: {reason}")
        else:
            dtypes.append(dtype)
    seen = followed(binding, trial.start)
    entries, constant = _entries(binding, trial, seen.run)
    binding = replace(
        binding,
        modes=modes,
        dtypes=tuple(dtypes),
        contract=_contract(trial, seen.run),
        entries=None if entries == binding.options else entries,
        constant=constant,
        common=constant,
        bounds=_bounds(binding, trial),
    )
    if not _loads(binding, trial):
        binding = replace(binding, verbs=tuple(verb for verb in ALL if verb != "load"))
        notes.append("what it keeps cannot be set from outside")
    return binding, notes


def _fails(binding: Opened, start: Start, **other: Any) -> str:
    try:
        followed(binding, start, **other)
    except Exception as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:80]}"
    return ""


def _contract(trial: Trial, run: Run) -> Contract:
    """What is declared, and where scalars of the state are kept in float32 beside parameters in float64."""
    declared = trial.binding.contract
    for slot in trial.algorithm.scalars() & trial.recognised.slots.keys():
        held = run.held(trial.recognised.slots[slot])
        if any(isinstance(x, torch.Tensor) and x.dtype == torch.float32 for x in held):
            return replace(declared, scalars="single")
    return declared


def _entries(binding: Opened, trial: Trial, run: Run) -> tuple[dict[str, Any], tuple[str, ...]]:
    """How parameter groups hold the arguments, and the hyperparameters that they do not hold."""
    told = binding.told(trial.start.setup.hyper, trial.variant.name)
    group = run.group()
    entries: dict[str, Any] = {}
    constant: list[str] = []
    for argument, names in binding.options.items():
        members = {names: told[argument]} if isinstance(names, str) else dict(zip(names, told[argument], strict=True))
        if argument in group and _same(group[argument], told[argument]):
            entries[argument] = names
            continue
        for name, value in members.items():
            if not isinstance(name, str):
                continue
            key = next((k for k, held in group.items() if k not in entries and _same(held, value)), None)
            if key is None:
                constant.append(name)
            else:
                entries[key] = name
    return entries, tuple(constant)


def _same(held: Any, value: Any) -> bool:
    with suppress(Exception):
        if isinstance(value, tuple):
            return len(held) == len(value) and all(_same(x, y) for x, y in zip(held, value, strict=True))
        return not isinstance(held, bool | str | list | tuple | type(None)) and bool(float(held) == float(value))
    return False


def _bounds(binding: Opened, trial: Trial) -> dict[str, str]:
    """Ends of domains that the class refuses, or at which it does not keep all that it keeps else."""
    start, bounds = trial.start, {}
    for name, low, closed_off in shut(trial.algorithm, start.setup.hyper, trial.spelling.fixed):
        hyper = {**start.setup.hyper, name: low}
        try:
            run = binding.begin(replace(start.setup, hyper=hyper))
            run.step(start.gradients[0], hyper)
            whole = binding.slots.keys() <= run.state().keys()
        except Exception:
            whole = False
        if not whole:
            bounds[name] = closed_off
    return bounds


def _loads(binding: Opened, trial: Trial) -> bool:
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
