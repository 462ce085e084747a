"""What only PyTorch has: what the groups of an optimizer hold, shapes and scalars of a precision of their own."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import torch

from goldstep.adapters.contract import Contract
from goldstep.adapters.open import probes
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.torch.opened import Opened, Run

DTYPES = ("float64", "float32", "bfloat16")


def probed(trial: Trial) -> tuple[Opened, list[str]]:
    """The binding with all that trying shows, and what has to be told."""
    binding: Opened = trial.binding
    modes, without = probes.working(binding, trial.start, "mode", tuple(binding.modes))
    dtypes, narrow = probes.working(binding, trial.start, "dtype", DTYPES)
    run = probes.followed(binding, trial.start).run
    entries, constant = _entries(binding, trial, run)
    constant += tuple(binding.first.values())
    bounds, refused = probes.bounds(binding, trial)
    binding = replace(
        binding,
        modes={mode: binding.modes[mode] for mode in modes},
        dtypes=dtypes,
        contract=_contract(trial, run),
        entries=None if entries == binding.options else entries,
        constant=constant,
        common=constant,
        bounds=bounds,
        shaped=_shaped(binding, trial),
    )
    loads, why = probes.loads(binding, trial)
    if not loads:
        binding = replace(binding, verbs=tuple(verb for verb in binding.verbs if verb != "load"))
    return binding, [*without, *narrow, *refused, *why]


def _shaped(binding: Opened, trial: Trial) -> tuple[str, ...]:
    """The slots that have the shape of their parameter in the specification, and another one where that is a matrix."""
    setup = replace(trial.start.setup, params=[p.reshape(1, -1) for p in trial.start.setup.params])
    try:
        run = binding.begin(setup)
        run.step([g.reshape(1, -1) for g in trial.start.gradients[0]], setup.hyper)
        kept = run.kept()
    except Exception:  # whatever a foreign class raises that knows no matrices
        return ()
    slots = {slot: kept.get(path, []) for slot, path in trial.recognised.slots.items() if slot in trial.alike}
    return tuple(slot for slot, held in slots.items() if any(x is not None and x.shape == (x.size,) for x in held))


def _contract(trial: Trial, run: Run) -> Contract:
    """What is declared, and where scalars of the state are kept in float32 beside parameters in float64."""
    declared: Contract = trial.binding.contract
    for slot in trial.algorithm.scalars() & trial.recognised.slots.keys():
        held = run.held(trial.recognised.slots[slot])
        if any(isinstance(x, torch.Tensor) and x.dtype == torch.float32 for x in held):
            return replace(declared, scalars="single")
    return declared


def _entries(binding: Opened, trial: Trial, run: Run) -> tuple[dict[str, Any], tuple[str, ...]]:
    """How parameter groups hold the arguments, and the hyperparameters that they do not hold."""
    told, group = binding.told(trial.start.setup.hyper, trial.variant.name), run.group()
    entries: dict[str, Any] = {}
    constant: list[str] = []
    for argument, names in binding.options.items():
        if argument in group and _same(group[argument], told[argument]):
            entries[argument] = names
            continue
        members = {names: told[argument]} if isinstance(names, str) else dict(zip(names, told[argument], strict=True))
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
