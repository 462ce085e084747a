"""A class of schedulers, or a function that makes one: its arguments are read off it, and an adapter made of that."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch.optim.lr_scheduler import LRScheduler

from goldstep.adapters.contract import AdapterError, Info
from goldstep.adapters.open import probes
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.described import described
from goldstep.adapters.open.opening import Opening, told
from goldstep.adapters.open.reader import Reader
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.torch.opened_schedules import ALL, Scheduled
from goldstep.adapters.torch.schedules import CONTRACT
from goldstep.adapters.torch.written import likely, opening

GIVEN = ("lr",)  # by the optimizer
OURS = ("last_epoch", "verbose")  # arguments that are given, or left alone, whatever the schedule


def reader(text: str, make: Any, asked: Asked) -> Reader:
    """Raises AdapterError for what makes no schedule."""
    if not callable(make) or (inspect.isclass(make) and not (issubclass(make, LRScheduler) or schedules(make))):
        raise AdapterError(
            f"{text} is no schedule: expected a subclass of torch.optim.lr_scheduler.LRScheduler, or a function that "
            f"makes one of an optimizer, got {make!r}"
        )
    parameters = arguments(make, OURS, given=1)  # the optimizer
    attempt = partial(_attempt, text.rpartition(":")[2], make, parameters, asked)
    return Reader(("schedules",), likely(make), attempt, partial(_finished, text, make))


def schedules(made: type) -> bool:
    """Whether a class that need not be one of torch is a scheduler: given an optimizer, it steps without a loss."""
    step = getattr(made, "step", None)
    given = next(iter(arguments(made)), "").startswith("opt")
    return given and callable(step) and "closure" not in arguments(step)


def _verbs(make: Callable[..., Any]) -> tuple[str, ...]:
    """What can be done with it; a class without a state dict can only step."""
    saves = not inspect.isclass(make) or all(hasattr(make, name) for name in ("state_dict", "load_state_dict"))
    return ALL if saves else ("load", "told")


def _finished(text: str, make: Any, trial: Trial, asked_for: bool) -> Opening:
    binding, notes = _probed(trial)
    lines = told(trial, binding.options, asked_for, notes)
    return opening(text, _info(make, trial, binding), binding, lines, made="make")


def _attempt(
    what: str,
    make: Callable[..., Any],
    parameters: Mapping[str, inspect.Parameter],
    asked: Asked,
    algorithm: Any,
    variant: Any,
    *,
    quick: bool = False,
) -> Trial:
    spelling = spelled(what, parameters, algorithm, variant, asked, GIVEN)
    binding = Scheduled(
        (variant.name,),
        make,
        options=spelling.options,
        values=spelling.values,
        further=spelling.chosen,
        constant=tuple(variant.defaults),
        contract=replace(CONTRACT, **asked.contract),
        verbs=_verbs(make),
        resumes=("state-dict",) if "resume" in _verbs(make) else (),
    )
    start, _, found = probes.tried(binding, algorithm, variant, spelling.fixed, "for-loop", quick=quick)
    return Trial(algorithm, variant, spelling, start, found, replace(binding, slots=found.slots))


def _probed(trial: Trial) -> tuple[Scheduled, list[str]]:
    """The binding with all that trying shows, and what has to be told."""
    binding, notes = probes.narrowed(trial.binding, trial, ("float64", "float32"))
    loads, why = probes.loads(binding, trial)
    if not loads:
        binding = replace(binding, verbs=tuple(verb for verb in binding.verbs if verb != "load"))
    return binding, [*notes, *why]


def _info(make: Any, trial: Trial, binding: Scheduled) -> Info:
    return described(
        make,
        trial,
        {
            "resumes": binding.resumes,
            "constant": binding.constant,
            "common": binding.common,
            "bounds": binding.bounds,
        },
        dtypes=binding.dtypes,
        modes=binding.modes,
        contract=binding.contract,
        environment={"torch": torch.__version__},
        groups=True,
    )
